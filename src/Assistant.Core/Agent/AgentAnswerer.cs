using System.Runtime.CompilerServices;
using Assistant.Core.Agent.Arithmetic;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Assistant.Core.Agent;

/// <summary>
/// Answers by reasoning and acting in turns (ReAct, Yao et al. 2022, arXiv:2210.03629): each step of the model is a JSON object with
/// a thought and tool calls, or with an answer. Each sentence of the answer is checked before it is shown. When the model is too
/// weak for a step, goes round in circles, has spent its budget or cannot be reached, a <see cref="NoticeEvent"/> says so and the
/// answer is put together from quotations. Safe from many threads.
/// </summary>
public sealed partial class AgentAnswerer(
    IChatClient chat, IEnumerable<IAgentToolSource> sources, IRetriever retriever, IContentStore store, IEncoderDirectory encoders, ExtractiveAnswerer extractive, DemonstrationPicker demonstrations,
    AgentSettings settings, ILogger<AgentAnswerer> logger) : IAnswerer
{
    /// <inheritdoc/>
    /// <exception cref="ChatModelException">
    /// The endpoint refused the request (wrong key, unknown model and the like), or <see cref="FlareOptions.Enabled"/> is set and it reports no
    /// probabilities of tokens. The message says what to do.
    /// </exception>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = await SideModel.ContextAsync(chat, settings.Agent.ContextTokens, cancellationToken).ConfigureAwait(false);
        var turn = new AgentTurn(settings.Agent, context);
        var findings = new Findings();
        var scope = new AgentScope(request, findings);
        var tools = await ToolsAsync(scope, cancellationToken).ConfigureAwait(false);
        var guided = settings.Agent.Strategy == AnswerStrategy.Guided || (settings.Agent.Strategy == AnswerStrategy.Auto && turn.IsSmall);
        if (guided && tools.FirstOrDefault(tool => tool.Name == ComputeTool.Name) is { } compute)
        {
            var calculation = new CalculationStep(retriever, store, compute, new ProgramChoice(chat, tools, settings.Agent), settings.Agent);
            await foreach (var made in calculation.AnswerAsync(scope, new AgentTurn(settings.Agent, context), cancellationToken).ConfigureAwait(false))
                yield return made;
            if (calculation.Done is not null)
                yield break;
        }

        turn.Add(AgentPrompt.System(tools, settings.Agent.Strategy == AnswerStrategy.IrCoT ? "ircot" : "react"));
        foreach (var message in AgentPrompt.History(request))
            turn.Add(message);
        turn.Add(AgentPrompt.Question(request, await demonstrations.PickAsync(request, cancellationToken).ConfigureAwait(false), settings.Vision.SendPictures));
        var loop = new AgentLoop(new ModelStep(chat), new ToolRunner(tools, settings.Agent, logger), new ObservationWriter(findings, turn.PassageCharacters, settings.Compression.Enabled ? settings.Compression.BudgetTokens : null), new AnswerChecker(request.Question, store, encoders, settings.Answering.Unsupported), turn, findings, request)
        {
            Flare = settings.Flare.Enabled ? new Flare(settings.Flare, request.Question) : null,
        };
        // A small model's answer is held back until it has been laid beside the quotations.
        var held = new List<AnswerEvent>();
        await foreach (var made in new AgentSteps(loop, settings).RunAsync(tools, cancellationToken).ConfigureAwait(false))
        {
            if (guided && (made is TextEvent or CitationEvent or DoneEvent || held.Count > 0))
                held.Add(made);
            else
                yield return made;
        }

        if (loop.Fallback is null && held is [.., DoneEvent written])
        {
            var quotations = new List<AnswerEvent>();
            await foreach (var made in extractive.AnswerAsync(request, cancellationToken).ConfigureAwait(false))
                quotations.Add(made);
            loop.Fallback = GuidedChoice.PrefersQuotations(
                request.Question, written, [.. held.OfType<CitationEvent>().Select(made => made.Citation)], loop.Programs, (DoneEvent)quotations[^1], [.. quotations.OfType<CitationEvent>().Select(made => made.Citation)]);
            if (loop.Fallback is null)
            {
                foreach (var made in held)
                    yield return made is DoneEvent done ? done with { Timings = turn.Timings } : made;
            }
        }

        if (loop.Fallback is null)
            yield break;
        // Nothing of it was shown.
        if (guided)
            loop.Shown.Clear();
        LogFallback(loop.Fallback);
        yield return new NoticeEvent($"{loop.Fallback} The answer is put together from quotations instead.");
        await foreach (var made in QuoteAsync(loop, cancellationToken).ConfigureAwait(false))
            yield return made;
    }

    private async ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken)
    {
        var tools = new List<AIFunction>();
        foreach (var source in sources)
            tools.AddRange((await source.ToolsAsync(scope, cancellationToken).ConfigureAwait(false)).Where(tool => !settings.Agent.DisabledTools.Contains(tool.Name) && tools.TrueForAll(known => known.Name != tool.Name)));
        return tools;
    }

    private async IAsyncEnumerable<AnswerEvent> QuoteAsync(AgentLoop loop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var restarts = loop.Shown.Length > 0;
        await foreach (var made in extractive.AnswerAsync(loop.Request, cancellationToken).ConfigureAwait(false))
        {
            yield return made switch
            {
                TextEvent text when restarts => text with { Restarts = true },
                DoneEvent done => done with { Usage = loop.Turn.Usage, Timings = new AnswerTimings(loop.Turn.FirstMs ?? loop.Turn.ElapsedMs, loop.Turn.ElapsedMs) },
                _ => made,
            };
            restarts &= made is not TextEvent;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Answering from quotations: {Reason}")]
    private partial void LogFallback(string reason);
}
