using Assistant.Core.Content;

namespace Assistant.Ingestion.Accept;

/// <summary>What follows from acceptances.</summary>
internal static class Acceptances
{
    /// <summary>Names the versions that are new and wait for their parse, and counts all.</summary>
    public static IReadOnlyList<ContentRef> ToStart(this IReadOnlyList<Acceptance> answers)
    {
        ContentRef[] started = [.. answers.Where(a => a.Changed && a.State == ContentState.Accepted).Select(a => a.Ref)];
        IngestionTelemetry.Accepted.Add(started.Length, new KeyValuePair<string, object?>("changed", true));
        IngestionTelemetry.Accepted.Add(answers.Count - started.Length, new KeyValuePair<string, object?>("changed", false));
        return started;
    }
}
