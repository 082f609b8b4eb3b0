using System.Diagnostics;
using System.Diagnostics.Metrics;
using Assistant.Inference.Encoders.Batching;

namespace Assistant.Inference.Encoders;

/// <summary>Traces and measurements of one tower; the source and the meter are named <see cref="Name"/>.</summary>
public sealed class EncoderTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Assistant.Encoders";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Inputs = Meter.CreateCounter<long>("assistant.encoders.inputs", "{input}", "Inputs encoded; tags encoder, kind, lane.");
    private static readonly Histogram<double> BatchMs = Meter.CreateHistogram<double>("assistant.encoders.batch", "ms", "One run of a model, with reading its inputs; tags encoder, kind, lane.");
    private static readonly Counter<long> CacheHits = Meter.CreateCounter<long>("assistant.encoders.cache_hits", "{query}", "Queries whose vector was kept from before; tag encoder.");

    private readonly string encoder, kind;

    internal EncoderTelemetry(string encoder, string kind) => (this.encoder, this.kind) = (encoder, kind);

    internal Activity? Start(EncodingLane lane, int count)
    {
        var activity = Source.StartActivity("encode");
        activity?.SetTag("assistant.encoder", encoder).SetTag("assistant.kind", kind).SetTag("assistant.lane", NameOf(lane)).SetTag("assistant.items", count);
        return activity;
    }

    internal void Record(EncodingLane lane, int count, long startedAt)
    {
        var tags = new TagList { { "encoder", encoder }, { "kind", kind }, { "lane", NameOf(lane) } };
        Inputs.Add(count, tags);
        BatchMs.Record(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds, tags);
    }

    internal void CacheHit() => CacheHits.Add(1, new KeyValuePair<string, object?>("encoder", encoder));

    private static string NameOf(EncodingLane lane) => lane == EncodingLane.Query ? "query" : "ingestion";
}
