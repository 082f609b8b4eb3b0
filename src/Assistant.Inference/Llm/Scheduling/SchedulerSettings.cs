namespace Assistant.Inference.Llm.Scheduling;

/// <summary>How requests share an engine.</summary>
internal sealed record SchedulerSettings
{
    /// <summary>Lines of text that grow at once.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>Tokens of prompts in a step that others write in.</summary>
    public int PromptChunk { get; init; } = 64;

    /// <summary>Bytes of finished texts outside of the engine.</summary>
    public long StoreBytes { get; init; } = 256L << 20;

    /// <summary>Requests that may wait.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Requests of one user that may wait.</summary>
    public int QueuePerUser { get; init; } = 64;

    /// <summary>Slots that one user may hold while others wait.</summary>
    public int SlotsPerUser { get; init; } = 8;

    /// <summary>How long a request may wait.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request may take, its wait included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
