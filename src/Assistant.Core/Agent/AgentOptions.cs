using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Agent;

/// <summary>How the agent works; section <c>Assistant:Agent</c>.</summary>
public sealed class AgentOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Agent";

    /// <summary>How questions are answered.</summary>
    public AnswerStrategy Strategy { get; set; }

    /// <summary>Most steps of an answer; in the last one the model can only answer.</summary>
    [Range(1, 50)]
    public int MaxSteps { get; set; } = 8;

    /// <summary>Most tokens that the model may read and write for an answer, all steps together; prompts that an engine keeps count too.</summary>
    [Range(500, 10_000_000)]
    public int MaxTokens { get; set; } = 60_000;

    /// <summary>Most seconds that an answer may take before it is ended by quotations.</summary>
    [Range(1, 3600)]
    public int MaxSeconds { get; set; } = 120;

    /// <summary>Most tokens that the model may write in one step.</summary>
    [Range(32, 32_768)]
    public int StepTokens { get; set; } = 600;

    /// <summary>Calls of one step that run beside each other; more wait.</summary>
    [Range(1, 32)]
    public int ParallelCalls { get; set; } = 4;

    /// <summary>Most seconds of one call.</summary>
    [Range(1, 600)]
    public int ToolSeconds { get; set; } = 30;

    /// <summary>Passages that a search shows, unless the model asks for another number.</summary>
    [Range(1, 20)]
    public int Passages { get; set; } = 5;

    /// <summary>Tokens that the model can see at once, where it does not say so itself (<see cref="Chat.IContextWindow"/>).</summary>
    [Range(1_024, 10_000_000)]
    public int ContextTokens { get; set; } = 8_192;

    /// <summary>
    /// Least score of a program that is put together from numbers of passages, 0 to 1; above 1 switches these programs off. They are
    /// used with <see cref="AnswerStrategy.Guided"/>, before the model tries it alone.
    /// </summary>
    [Range(0, 2)]
    public double LeastProgramScore { get; set; } = 0.55;

    /// <summary>How much worse than the best a program may fit for the model to choose between them, 0 to 1; 0 leaves it to the score.</summary>
    [Range(0, 1)]
    public double ProgramMargin { get; set; } = 0.005;

    /// <summary>Names of tools that the model does not get.</summary>
    public IList<string> DisabledTools { get; } = [];
}
