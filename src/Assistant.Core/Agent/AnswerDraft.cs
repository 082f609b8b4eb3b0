using System.Globalization;
using System.Runtime.CompilerServices;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>
/// Takes the sentences of an answer while the model writes it: those that it is sure of are checked and shown; for one that it is
/// unsure of it is searched again (<see cref="Agent.Flare"/>). Not thread-safe.
/// </summary>
internal sealed class AnswerDraft(AgentLoop loop, AgentOptions options)
{
    /// <summary>Shows a sentence, unless the model is unsure of it and a search finds something new: then the step is broken off, to go on with that.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="at">Where it begins in the step's answer.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async IAsyncEnumerable<AnswerEvent> TakeAsync(string sentence, int at, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (loop.Flare is { } unsure)
        {
            var (start, end) = loop.Model.Reader.Place(at, at + sentence.Length);
            if (!loop.Model.Tokens.Covers(end))
                throw new ChatModelException($"{FlareOptions.Section}:{nameof(FlareOptions.Enabled)} needs the probabilities of the model's tokens, and {loop.ModelName} reports none. Use a model of this process (Assistant:Llm) or a server that knows logprobs, or set it to false.");
            // Without a step left there is nobody to write it again.
            if (step < options.MaxSteps && loop.Turn.Spent() is null && !sentence.Contains(ExtractiveAnswerer.NothingFound, StringComparison.OrdinalIgnoreCase)
                && unsure.Query(loop.Model.Reader.Written[start..end], loop.Model.Tokens.Within(start, end)) is { } query)
            {
                await foreach (var made in SearchAgainAsync(unsure, query, step, cancellationToken).ConfigureAwait(false))
                    yield return made;
                if (loop.IsBrokenOff)
                    yield break;
            }

            if (!unsure.IsNew(sentence))
                yield break;
        }

        await foreach (var made in ShowAsync(sentence, step, cancellationToken).ConfigureAwait(false))
            yield return made;
    }

    private async IAsyncEnumerable<AnswerEvent> SearchAgainAsync(Flare unsure, string query, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
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

    private async IAsyncEnumerable<AnswerEvent> ShowAsync(string sentence, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
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
}
