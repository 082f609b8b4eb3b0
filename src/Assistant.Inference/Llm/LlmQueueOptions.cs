using System.ComponentModel.DataAnnotations;

namespace Assistant.Inference.Llm;

/// <summary>Who waits for the local language model and how long; section <c>Assistant:Llm:Queue</c>.</summary>
public sealed class LlmQueueOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Llm:Queue";

    /// <summary>Requests that may wait; more are refused.</summary>
    [Range(1, 100_000)]
    public int Limit { get; set; } = 256;

    /// <summary>Requests of one user that may wait.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 64;

    /// <summary>Slots that one user may hold; 0 for all.</summary>
    [Range(0, 128)]
    public int SlotsPerUser { get; set; }

    /// <summary>Seconds that a request may wait.</summary>
    [Range(1, 86_400)]
    public int WaitSeconds { get; set; } = 60;

    /// <summary>Seconds that a request may take, its wait included.</summary>
    [Range(1, 86_400)]
    public int TimeoutSeconds { get; set; } = 600;
}
