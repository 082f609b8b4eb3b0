using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Answering;

/// <summary>How answers are made; section <c>Assistant:Answering</c>.</summary>
public sealed class AnsweringOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Answering";

    /// <summary>Passages that an extractive answer chooses its sentences from.</summary>
    [Range(1, 100)]
    public int Passages { get; set; } = 40;

    /// <summary>Most quotations of an extractive answer.</summary>
    [Range(1, 10)]
    public int MaxQuotes { get; set; } = 3;

    /// <summary>
    /// Share of the question that the best quotation must cover, 0 to 1, or the answer is that nothing answers it. The default was
    /// chosen on answerable and unanswerable questions; see evals/README.md.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SupportThreshold { get; set; } = 0.6;

    /// <summary>Passages shown to a language model.</summary>
    [Range(1, 50)]
    public int PromptPassages { get; set; } = 8;

    /// <summary>Most characters of one passage in the prompt; the middle of a longer one is left out.</summary>
    [Range(200, 20000)]
    public int PromptPassageLength { get; set; } = 2400;

    /// <summary>Most tokens that a language model may write.</summary>
    [Range(16, 32768)]
    public int MaxAnswerTokens { get; set; } = 800;

    /// <summary>How a question that leans on the conversation is completed before it is searched for.</summary>
    public QueryRewriting Rewriting { get; set; }

    /// <summary>Who writes the summary of turns that no longer fit the prompt.</summary>
    public WrittenBy Summaries { get; set; }

    /// <summary>Who writes the questions that could follow an answer.</summary>
    public WrittenBy FollowUps { get; set; }

    /// <summary>What becomes of a model's sentence that no passage and no result of a tool supports.</summary>
    public UnsupportedSentences Unsupported { get; set; }
}
