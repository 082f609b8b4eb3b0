using System.Globalization;
using System.Runtime.CompilerServices;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>
/// The loop of one answer: the model writes a step, its calls are made, and it reads what they gave, until it answers or
/// <see cref="AgentLoop.Fallback"/> says why quotations take over. Not thread-safe.
/// </summary>
internal sealed class AgentSteps(AgentLoop loop, AgentSettings settings)
{
    // "Thanks, that helps": words that are no question about anything.
    private const int AnswerableWords = 1;

    private readonly AnswerDraft draft = new(loop, settings.Agent);

    /// <summary>Runs the loop to its end.</summary>
    /// <param name="tools">The tools that the model may call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async IAsyncEnumerable<AnswerEvent> RunAsync(IReadOnlyList<AIFunction> tools, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var guard = new LoopGuard();
        var isIrCoT = settings.Agent.Strategy == AnswerStrategy.IrCoT;
        var format = ActionSchema.Of(tools, settings.Agent.ParallelCalls * 2, thoughtAlone: isIrCoT);
        var (invalid, goesOn) = (false, false);
        if (isIrCoT)
        {
            // The model reads the conversation itself; this search does not.
            var first = ThoughtSearch.First(settings.Answering.Rewriting == QueryRewriting.None ? loop.Request.Question : RewriteRules.Complete(loop.Request));
            loop.Turn.Add(AgentPrompt.Step(first));
            await foreach (var made in ActAsync(guard, first, null, 0, cancellationToken).ConfigureAwait(false))
                yield return made;
        }

        for (var step = 1; ; step++)
        {
            var last = step >= settings.Agent.MaxSteps;
            AgentAction? action = null;
            await foreach (var made in WriteAsync(last || goesOn ? ActionSchema.AnswerOnly : format, step, cancellationToken).ConfigureAwait(false))
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
                await foreach (var made in FinishAsync(cancellationToken).ConfigureAwait(false))
                    yield return made;
                yield break;
            }
            else
            {
                var own = isIrCoT ? ThoughtSearch.Of(action) : null;
                await foreach (var made in ActAsync(guard, own is null ? action : action with { Calls = [.. action.Calls, own] }, own, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
            }

            loop.Fallback = guard.IsLooping ? "The model made the same call three times." : last ? $"The model did not answer within {settings.Agent.MaxSteps} steps." : loop.Turn.Spent();
            if (loop.Fallback is not null)
                yield break;
        }
    }

    /// <summary>Lets the model write a step; sentences of an answer are shown as soon as they are whole and checked.</summary>
    private async IAsyncEnumerable<AnswerEvent> WriteAsync(ChatResponseFormat format, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var generation = new ChatOptions { Temperature = 0, MaxOutputTokens = loop.Turn.StepTokens, ResponseFormat = format };
        if (loop.Flare is not null)
            generation = new GenerationOptions { LogProbabilities = 0 }.On(generation);
        var sentences = new SentenceStream();
        var (thought, at) = (false, 0);
        (loop.Action, loop.Problem) = (null, "");
        await foreach (var piece in loop.Model.WriteAsync(loop.Turn, generation, cancellationToken).ConfigureAwait(false))
        {
            if (!thought && loop.Model.Reader.Thought is { Length: > 0 } early)
            {
                thought = true;
                yield return new ThoughtEvent(early) { Step = step };
            }

            foreach (var sentence in sentences.Add(piece))
            {
                await foreach (var made in draft.TakeAsync(sentence, at, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
                if (loop.IsBrokenOff)
                    yield break;
                at += sentence.Length;
            }
        }

        if (loop.Model.Failure is not null)
            yield break;
        loop.Action = loop.Model.Reader.Finish(out var problem, thoughtAlone: settings.Agent.Strategy == AnswerStrategy.IrCoT);
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
            await foreach (var made in draft.TakeAsync(rest, at, step, cancellationToken).ConfigureAwait(false))
                yield return made;
        }
    }

    private async IAsyncEnumerable<AnswerEvent> ActAsync(LoopGuard guard, AgentAction action, AgentCall? own, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = action.Calls.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{step}.{i + 1}")).ToList();
        for (var i = 0; i < action.Calls.Count; i++)
            yield return new ToolCallEvent(action.Calls[i].Tool, action.Calls[i].Arguments) { Step = step, CallId = ids[i] };
        loop.Turn.ToolCalls += action.Calls.Count;
        var results = await loop.Runner.RunAsync(action.Calls, guard.IsNew, cancellationToken).ConfigureAwait(false);
        var room = loop.Turn.ObservationCharacters(step >= settings.Agent.MaxSteps - 1) / results.Count;
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

        loop.Turn.Add(AgentPrompt.Observations(observations, settings.Vision.SendPictures ? results.Select(result => result.Output.Picture).Where(picture => !picture.IsEmpty) : []));
    }

    private async IAsyncEnumerable<AnswerEvent> FinishAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
        else if (loop.Checker.Unsupported > 0 && settings.Answering.Unsupported == UnsupportedSentences.Drop)
        {
            yield return new NoticeEvent(string.Create(CultureInfo.InvariantCulture, $"{loop.Checker.Unsupported} of {loop.Checker.Unsupported + loop.Checker.Supported} sentences are left out: nothing that was found supports them."));
        }

        yield return new DoneEvent(answer, loop.ModelName, loop.Cited > 0 || (loop.Checker.Supported > 0 && !loop.IsTalk), loop.Turn.Usage, loop.Turn.Timings);
    }
}
