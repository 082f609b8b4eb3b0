namespace Assistant.Ingestion.Bus;

/// <summary>Names of the queues.</summary>
public static class StepEndpoints
{
    /// <summary>Takes <see cref="Contracts.Messages.SubmitContent"/>; other producers send here.</summary>
    public const string Submit = "content-submit";

    /// <summary>Takes submissions that name no document (no uri): nothing could be recorded of them.</summary>
    public const string SubmitError = "content-submit_error";

    internal const string Parse = "content-parse";
    internal const string Embed = "content-embed";
    internal const string Index = "content-index";
    internal const string DeadLetter = "content-dead-letter";
    internal const string Outcomes = "content-outcomes";
}
