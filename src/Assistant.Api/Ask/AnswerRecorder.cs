using Assistant.Contracts.Http;
using Assistant.Core.Answering;

namespace Assistant.Api.Ask;

/// <summary>Gathers the events of one answer into its result, where no conversation keeps them. Not thread-safe.</summary>
internal sealed class AnswerRecorder
{
    private readonly List<AskStep> _steps = [];
    private readonly List<Citation> _citations = [];

    /// <summary>The last event; null until it came.</summary>
    public DoneEvent? Done { get; private set; }

    /// <summary>Takes an event; gives the step to show, null for the last one.</summary>
    public AskStep? Add(AnswerEvent answerEvent)
    {
        var step = answerEvent.ToStep();
        if (answerEvent is CitationEvent citation)
            _citations.Add(citation.Citation);
        else if (answerEvent is DoneEvent done)
            Done = done;
        else if (answerEvent.IsStep())
            _steps.Add(step!);
        return step;
    }

    /// <summary>The whole answer.</summary>
    /// <exception cref="InvalidOperationException">The answer has not ended.</exception>
    public AskResult ToResult()
    {
        var done = Done ?? throw new InvalidOperationException("The answer ended without its last event.");
        return new AskResult(
            done.Answer,
            [.. _citations.Select(citation => citation.ToDto())],
            _steps,
            done.Model,
            null,
            done.Supported,
            new AskUsage(done.Usage.PromptTokens, done.Usage.CompletionTokens),
            new AskTimings(done.Timings.FirstTokenMs, done.Timings.TotalMs))
        {
            Suggestions = done.Suggestions,
        };
    }
}
