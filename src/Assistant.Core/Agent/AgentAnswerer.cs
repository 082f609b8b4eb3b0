using System.Globalization;
using System.Runtime.CompilerServices;
using Assistant.Core.Agent.Arithmetic;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent;

/// <summary>
/// Answers by reasoning and acting in turns (ReAct, Yao et al. 2022, arXiv:2210.03629): each step of the model is a JSON object with
/// a thought and tool calls, or with an answer. Each sentence of the answer is checked before it is shown. When the model is too
/// weak for a step, goes round in circles, has spent its budget or cannot be reached, a <see cref="NoticeEvent"/> says so and the
/// answer is put together from quotations. Safe from many threads.
/// </summary>
public sealed partial class AgentAnswerer : IAnswerer
{
    private readonly IChatClient chat;
    private readonly IReadOnlyList<IAgentToolSource> sources;
    private readonly IRetriever retriever;
    private readonly IContentStore store;
    private readonly IEncoderDirectory encoders;
    private readonly ExtractiveAnswerer extractive;
    private readonly DemonstrationPicker demonstrations;
    private readonly AgentOptions options;
    private readonly FlareOptions flare;
    private readonly CompressionOptions compression;
    private readonly AnsweringOptions answering;
    private readonly ILogger<AgentAnswerer> logger;

    /// <summary>Answers with a model and the tools of every source.</summary>
    public AgentAnswerer(
        IChatClient chat, IEnumerable<IAgentToolSource> sources, IRetriever retriever, IContentStore store, IEncoderDirectory encoders, ExtractiveAnswerer extractive, DemonstrationPicker demonstrations,
        IOptions<AgentOptions> options, IOptions<FlareOptions> flare, IOptions<CompressionOptions> compression, IOptions<AnsweringOptions> answering, ILogger<AgentAnswerer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(flare);
        ArgumentNullException.ThrowIfNull(compression);
        ArgumentNullException.ThrowIfNull(answering);
        this.chat = chat;
        this.sources = [.. sources];
        this.retriever = retriever;
        this.store = store;
        this.encoders = encoders;
        this.extractive = extractive;
        this.demonstrations = demonstrations;
        this.options = options.Value;
        this.flare = flare.Value;
        this.compression = compression.Value;
        this.answering = answering.Value;
        this.logger = logger;
    }

    /// <inheritdoc/>
    /// <exception cref="ChatModelException">
    /// The endpoint refused the request (wrong key, unknown model and the like), or <see cref="FlareOptions.Enabled"/> is set and it reports no
    /// probabilities of tokens. The message says what to do.
    /// </exception>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = await ContextAsync(cancellationToken).ConfigureAwait(false);
        var turn = new AgentTurn(options, context);
        var findings = new Findings();
        var scope = new AgentScope(request, findings);
        var tools = await ToolsAsync(scope, cancellationToken).ConfigureAwait(false);
        var guided = options.Strategy == AnswerStrategy.Guided || (options.Strategy == AnswerStrategy.Auto && turn.IsSmall);
        if (guided && tools.FirstOrDefault(tool => tool.Name == ComputeTool.Name) is { } compute)
        {
            var calculation = new CalculationStep(retriever, store, compute, new ProgramChoice(chat, tools, options), options);
            await foreach (var made in calculation.AnswerAsync(scope, new AgentTurn(options, context), cancellationToken).ConfigureAwait(false))
                yield return made;
            if (calculation.Done is not null)
                yield break;
        }

        turn.Add(AgentPrompt.System(tools, options.Strategy == AnswerStrategy.IrCoT ? "ircot" : "react"));
        foreach (var message in AgentPrompt.History(ConversationMemory.Shorten(request.History, context)))
            turn.Add(message);
        turn.Add(AgentPrompt.Question(request, await demonstrations.PickAsync(request, cancellationToken).ConfigureAwait(false)));
        var loop = new AgentLoop(new ModelStep(chat), new ToolRunner(tools, options, logger), new ObservationWriter(findings, turn.PassageCharacters, compression.Enabled ? compression.BudgetTokens : null), new AnswerChecker(request.Question, store, encoders, answering.Unsupported), turn, findings, request)
        {
            Flare = flare.Enabled ? new Flare(flare, request.Question) : null,
        };
        // A small model's answer is held back until it has been laid beside the quotations.
        var held = new List<AnswerEvent>();
        await foreach (var made in StepsAsync(loop, tools, cancellationToken).ConfigureAwait(false))
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

    private async ValueTask<int> ContextAsync(CancellationToken cancellationToken)
    {
        if (chat.GetService(typeof(IContextWindow)) is not IContextWindow window)
            return options.ContextTokens;
        try
        {
            return await window.ReadTokensAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChatModelException)
        {
            // A model that cannot be loaded says so again when it is asked, where quotations take over.
            return options.ContextTokens;
        }
    }

    private async ValueTask<IReadOnlyList<AIFunction>> ToolsAsync(AgentScope scope, CancellationToken cancellationToken)
    {
        var tools = new List<AIFunction>();
        foreach (var source in sources)
            tools.AddRange((await source.ToolsAsync(scope, cancellationToken).ConfigureAwait(false)).Where(tool => !options.DisabledTools.Contains(tool.Name) && tools.TrueForAll(known => known.Name != tool.Name)));
        return tools;
    }

    private async IAsyncEnumerable<AnswerEvent> StepsAsync(AgentLoop loop, IReadOnlyList<AIFunction> tools, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var guard = new LoopGuard();
        var isIrCoT = options.Strategy == AnswerStrategy.IrCoT;
        var format = ActionSchema.Of(tools, options.ParallelCalls * 2, thoughtAlone: isIrCoT);
        var (invalid, goesOn) = (false, false);
        if (isIrCoT)
        {
            // The model reads the conversation itself; this search does not.
            var first = ThoughtSearch.First(answering.Rewriting == QueryRewriting.None ? loop.Request.Question : RewriteRules.Complete(loop.Request.Question, loop.Request.History));
            loop.Turn.Add(AgentPrompt.Step(first));
            await foreach (var made in ActAsync(loop, guard, first, null, 0, cancellationToken).ConfigureAwait(false))
                yield return made;
        }

        for (var step = 1; ; step++)
        {
            var last = step >= options.MaxSteps;
            AgentAction? action = null;
            await foreach (var made in WriteAsync(loop, last || goesOn ? ActionSchema.AnswerOnly : format, step, cancellationToken).ConfigureAwait(false))
                yield return made;
            if (loop.IsBrokenOff)
            {
                (loop.IsBrokenOff, goesOn, invalid) = (false, true, false);
                continue;
            }

            if (loop.Model.Failure is { } failure)
                loop.Fallback = failure.Message;
            else if ((action = loop.Action) is null && invalid)
                loop.Fallback = "The model wrote no valid step twice in a row.";
            if (loop.Fallback is not null)
                yield break;
            invalid = action is null;
            loop.Turn.Add(new ChatMessage(ChatRole.Assistant, loop.Model.Reader.Json.Length > 0 ? loop.Model.Reader.Json : loop.Model.Reader.Written));
            if (action is null)
            {
                yield return new NoticeEvent($"The model's step is not valid, and is asked for again: {loop.Problem}") { Step = step };
                loop.Turn.Add(new ChatMessage(ChatRole.User, $"Error: {loop.Problem} Write one JSON object as described, and nothing else."));
            }
            else if (action.Answer is not null)
            {
                await foreach (var made in FinishAsync(loop, cancellationToken).ConfigureAwait(false))
                    yield return made;
                yield break;
            }
            else
            {
                var own = isIrCoT ? ThoughtSearch.Of(action) : null;
                await foreach (var made in ActAsync(loop, guard, own is null ? action : action with { Calls = [.. action.Calls, own] }, own, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
            }

            loop.Fallback = guard.IsLooping ? "The model made the same call three times." : last ? $"The model did not answer within {options.MaxSteps} steps." : loop.Turn.Spent();
            if (loop.Fallback is not null)
                yield break;
        }
    }

    /// <summary>Lets the model write a step; sentences of an answer are shown as soon as they are whole and checked.</summary>
    private async IAsyncEnumerable<AnswerEvent> WriteAsync(AgentLoop loop, ChatResponseFormat format, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = new ChatOptions { Temperature = 0, MaxOutputTokens = loop.Turn.StepTokens, ResponseFormat = format };
        if (loop.Flare is not null)
            settings = new GenerationOptions { LogProbabilities = 0 }.On(settings);
        var sentences = new SentenceStream();
        var (thought, at) = (false, 0);
        (loop.Action, loop.Problem) = (null, "");
        await foreach (var piece in loop.Model.WriteAsync(loop.Turn, settings, cancellationToken).ConfigureAwait(false))
        {
            if (!thought && loop.Model.Reader.Thought is { Length: > 0 } early)
            {
                thought = true;
                yield return new ThoughtEvent(early) { Step = step };
            }

            foreach (var sentence in sentences.Add(piece))
            {
                await foreach (var made in DraftAsync(loop, sentence, at, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
                if (loop.IsBrokenOff)
                    yield break;
                at += sentence.Length;
            }
        }

        if (loop.Model.Failure is not null)
            yield break;
        loop.Action = loop.Model.Reader.Finish(out var problem, thoughtAlone: options.Strategy == AnswerStrategy.IrCoT);
        loop.Problem = loop.Model.IsCut ? "The step is too long." : problem;
        if (!thought && (loop.Action?.Thought ?? loop.Model.Reader.Thought) is { Length: > 0 } late)
            yield return new ThoughtEvent(late) { Step = step };
        var rest = sentences.Finish();
        if (loop.Action is null && loop.Model.Reader.Answer is not null && loop.Shown.Length > 0)
        {
            // An answer that was cut in its middle: what is whole of it has been checked and shown.
            loop.Action = new AgentAction(loop.Model.Reader.Thought ?? "", [], loop.Shown.ToString());
            yield break;
        }

        if (loop.Action?.Answer is not null && rest.Length > 0)
        {
            await foreach (var made in DraftAsync(loop, rest, at, step, cancellationToken).ConfigureAwait(false))
                yield return made;
        }
    }

    /// <summary>Shows a sentence, unless the model is unsure of it and a search finds something new: then the step is broken off, to go on with that.</summary>
    /// <param name="loop">The answer.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="at">Where it begins in the step's answer.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    private async IAsyncEnumerable<AnswerEvent> DraftAsync(AgentLoop loop, string sentence, int at, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (loop.Flare is { } unsure)
        {
            var (start, end) = loop.Model.Reader.Place(at, at + sentence.Length);
            if (!loop.Model.Tokens.Covers(end))
                throw new ChatModelException($"{FlareOptions.Section}:{nameof(FlareOptions.Enabled)} needs the probabilities of the model's tokens, and {ModelName(loop)} reports none. Use a model of this process (Assistant:Llm) or a server that knows logprobs, or set it to false.");
            // Without a step left there is nobody to write it again.
            if (step < options.MaxSteps && loop.Turn.Spent() is null && !sentence.Contains(ExtractiveAnswerer.NothingFound, StringComparison.OrdinalIgnoreCase)
                && unsure.Query(loop.Model.Reader.Written[start..end], loop.Model.Tokens.Within(start, end)) is { } query)
            {
                await foreach (var made in SearchAgainAsync(loop, unsure, query, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
                if (loop.IsBrokenOff)
                    yield break;
            }

            if (!unsure.IsNew(sentence))
                yield break;
        }

        await foreach (var made in ShowAsync(loop, sentence, step, cancellationToken).ConfigureAwait(false))
            yield return made;
    }

    private async IAsyncEnumerable<AnswerEvent> SearchAgainAsync(AgentLoop loop, Flare unsure, string query, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = ThoughtSearch.Call(query);
        var id = string.Create(CultureInfo.InvariantCulture, $"{step}.{loop.Turn.ToolCalls + 1}");
        yield return new ToolCallEvent(call.Tool, call.Arguments) { Step = step, CallId = id };
        loop.Turn.ToolCalls++;
        var result = (await loop.Runner.RunAsync([call], _ => true, cancellationToken).ConfigureAwait(false))[0];
        var (text, shown) = loop.Writer.Write(ThoughtSearch.New(result.Output, loop.Findings), loop.Request.Question, loop.Turn.ObservationCharacters(step >= options.MaxSteps - 1));
        yield return new ObservationEvent(text) { Step = step, CallId = id, Tool = call.Tool, IsError = result.IsError, Milliseconds = result.Milliseconds, Sources = shown };
        if (shown.Count == 0)
            yield break;
        var answer = loop.Shown.ToString().TrimEnd();
        loop.Turn.Add(AgentPrompt.Begun(loop.Model.Reader.Thought, answer));
        loop.Turn.Add(new ChatMessage(ChatRole.User, $"{AgentPrompt.Observations([(call.Tool, text)]).Text}\n\n{Flare.GoOn(answer)}"));
        unsure.Rewrite();
        loop.IsBrokenOff = true;
    }

    private static async IAsyncEnumerable<AnswerEvent> ShowAsync(AgentLoop loop, string sentence, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sentence.Contains(ExtractiveAnswerer.NothingFound, StringComparison.OrdinalIgnoreCase))
        {
            loop.SaysNothing = true;
            yield break;
        }

        // Without any tool there is nothing to check against but the question itself: talk, and no answer.
        var (shown, citations) = loop.IsTalk
            ? (sentence, [])
            : await loop.Checker.CheckAsync(sentence, loop.Findings.Passages, loop.Findings.Words, cancellationToken).ConfigureAwait(false);
        if (shown.Length == 0)
            yield break;
        loop.Shown.Append(shown);
        yield return new TextEvent(shown) { Step = step };
        foreach (var citation in citations)
        {
            loop.Cited++;
            yield return new CitationEvent(citation) { Step = step };
        }
    }

    private async IAsyncEnumerable<AnswerEvent> ActAsync(AgentLoop loop, LoopGuard guard, AgentAction action, AgentCall? own, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = action.Calls.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{step}.{i + 1}")).ToList();
        for (var i = 0; i < action.Calls.Count; i++)
            yield return new ToolCallEvent(action.Calls[i].Tool, action.Calls[i].Arguments) { Step = step, CallId = ids[i] };
        loop.Turn.ToolCalls += action.Calls.Count;
        var results = await loop.Runner.RunAsync(action.Calls, guard.IsNew, cancellationToken).ConfigureAwait(false);
        var room = loop.Turn.ObservationCharacters(step >= options.MaxSteps - 1) / results.Count;
        var observations = new List<(string Tool, string Text)>();
        for (var i = 0; i < results.Count; i++)
        {
            // What the loop looks for by itself only adds to what is known.
            var output = ReferenceEquals(action.Calls[i], own) ? ThoughtSearch.New(results[i].Output, loop.Findings) : results[i].Output;
            var (text, shown) = loop.Writer.Write(output, loop.Request.Question, room);
            observations.Add((action.Calls[i].Tool, text));
            if (action.Calls[i].Tool == ComputeTool.Name && !results[i].IsError)
                loop.Programs.Add((action.Calls[i].Arguments.GetRawText(), text));
            yield return new ObservationEvent(text) { Step = step, CallId = ids[i], Tool = action.Calls[i].Tool, IsError = results[i].IsError, Milliseconds = results[i].Milliseconds, Sources = shown };
        }

        loop.Turn.Add(AgentPrompt.Observations(observations));
    }

    private async IAsyncEnumerable<AnswerEvent> FinishAsync(AgentLoop loop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = loop.Shown.ToString().Trim();
        if (loop.IsTalk && answer.Length > 0 && Question.Read(loop.Request.Question).Terms.Count > AnswerableWords)
        {
            loop.Fallback = "The model answered without looking anything up.";
            yield break;
        }

        if (answer.Length == 0 && !loop.SaysNothing)
        {
            loop.Fallback = "Nothing that the model wrote is supported by what was found.";
            yield break;
        }

        if (answer.Length == 0)
        {
            answer = ExtractiveAnswerer.NothingFound;
            yield return new TextEvent(answer);
        }
        else if (loop.Checker.Unsupported > 0 && answering.Unsupported == UnsupportedSentences.Drop)
        {
            yield return new NoticeEvent(string.Create(CultureInfo.InvariantCulture, $"{loop.Checker.Unsupported} of {loop.Checker.Unsupported + loop.Checker.Supported} sentences are left out: nothing that was found supports them."));
        }

        yield return new DoneEvent(answer, ModelName(loop), loop.Cited > 0 || (loop.Checker.Supported > 0 && !loop.IsTalk), loop.Turn.Usage, loop.Turn.Timings);
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

    private string ModelName(AgentLoop loop) => loop.Turn.Model ?? (chat.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unknown";

    // "Thanks, that helps": words that are no question about anything.
    private const int AnswerableWords = 1;

    [LoggerMessage(LogLevel.Warning, "Answering from quotations: {Reason}")]
    private partial void LogFallback(string reason);
}
