using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Assistant.Ingestion;

/// <summary>Traces and measurements of the pipeline, both named <c>Assistant.Ingestion</c>.</summary>
public static class IngestionTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Assistant.Ingestion";

    internal static ActivitySource Source { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static Counter<long> Accepted { get; } = Meter.CreateCounter<long>("assistant.ingestion.accepted", "{document}", "Versions accepted; tag changed.");

    internal static Counter<long> Finished { get; } = Meter.CreateCounter<long>("assistant.ingestion.finished", "{document}", "Versions finished; tag state.");

    internal static Counter<long> Retried { get; } = Meter.CreateCounter<long>("assistant.ingestion.retried", "{document}", "Versions sent again, alone or after a wait; tag step.");

    internal static Histogram<double> ParseMs { get; } = Meter.CreateHistogram<double>("assistant.ingestion.parse", "ms", "Parse and chunk of one document.");

    internal static Histogram<double> StepMs { get; } = Meter.CreateHistogram<double>("assistant.ingestion.step", "ms", "One step message; tag step.");

    internal static Activity? Start(string step, int items)
    {
        var activity = Source.StartActivity(step);
        activity?.SetTag("assistant.items", items);
        return activity;
    }

    internal static void RecordStep(string step, long startedAt) =>
        StepMs.Record(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds, new KeyValuePair<string, object?>("step", step));
}
