using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>
/// Answers a question that asks for a calculation: searches for it and for each side of it, puts programs together from the numbers
/// of what was found, lets the model choose where the evidence does not decide, runs the program and cites where its numbers stand.
/// </summary>
internal sealed class CalculationStep(IRetriever retriever, IContentStore store, AIFunction compute, ProgramChoice choice, AgentOptions options)
{
    private const int MostParts = 4;
    private const int LongestQuote = 240;
    private const int SearchedPassages = 10;

    /// <summary>The answer; null while there is none, or where no program fits the question.</summary>
    public DoneEvent? Done { get; private set; }

    /// <summary>Answers; gives no text where no program fits.</summary>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AgentScope scope, AgentTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (CalculationQuestion.Read(scope.Request.Question) is not { } question)
            yield break;
        var passages = new List<Passage>();
        foreach (var query in question.Parts.Take(MostParts).Where(part => part.Any(char.IsLetter)).Prepend(question.Text))
        {
            var search = scope.Search(query, SearchedPassages);
            yield return SearchStep.Call(search);
            var response = await retriever.SearchAsync(search, cancellationToken).ConfigureAwait(false);
            yield return SearchStep.Observation(response);
            foreach (var hit in response.Hits.Where(hit => passages.TrueForAll(known => known.DocumentId != hit.Passage.DocumentId || (known.DocumentKind != ContentKind.Image && known.ChunkKey != hit.Passage.ChunkKey))))
                passages.Add(hit.Passage.DocumentKind == ContentKind.Image ? await WholePicture.OfAsync(hit.Passage, store, cancellationToken).ConfigureAwait(false) : hit.Passage);
        }

        var candidates = ProgramSynthesis.Candidates(question, passages).Where(candidate => candidate.Score >= options.LeastProgramScore).ToList();
        if (candidates.Count == 0)
            yield break;
        if (await choice.ChooseAsync(question.Text, candidates, turn, cancellationToken).ConfigureAwait(false) is not { } chosen)
            yield break;
        var arguments = JsonSerializer.SerializeToElement(new { program = chosen.Program });
        yield return new ToolCallEvent(ComputeTool.Name, arguments);
        var output = (ToolOutput)(await compute.InvokeAsync(new AIFunctionArguments { ["program"] = arguments.GetProperty("program") }, cancellationToken).ConfigureAwait(false))!;
        yield return new ObservationEvent(output.Text) { Tool = ComputeTool.Name };
        await foreach (var made in WriteAsync(chosen, output.Text, turn, cancellationToken).ConfigureAwait(false))
            yield return made;
    }

    private async IAsyncEnumerable<AnswerEvent> WriteAsync(CandidateProgram chosen, string printed, AgentTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checker = new CitationChecker(store);
        var citations = new List<Citation>();
        foreach (var source in chosen.Quantities.Select(Quoted).Distinct())
        {
            var span = new TextSpan(source.Passage.Chunk.Start + source.Start, source.Passage.Chunk.Start + source.End);
            if (await checker.CiteAsync(citations.Count + 1, source.Passage, span, source.Passage.Text[source.Start..source.End], cancellationToken).ConfigureAwait(false) is not { } citation)
                yield break;
            citations.Add(citation);
        }

        var result = double.TryParse(printed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture) : printed;
        var unit = chosen.Unit.Length == 0 || chosen.Unit == "percent" || chosen.Unit.Contains('/', StringComparison.Ordinal) ? chosen.Unit : result == "1" ? chosen.Unit : $"{chosen.Unit}s";
        var text = new StringBuilder();
        foreach (var citation in citations)
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}{citation.Quote.Trim()} [{citation.Number}]");
        text.Insert(0, string.Create(CultureInfo.InvariantCulture, $"{result}{(unit.Length > 0 ? " " : "")}{unit} = {chosen.Expression}, from:\n"));
        yield return new TextEvent(text.ToString());
        foreach (var citation in citations)
            yield return new CitationEvent(citation);
        yield return Done = new DoneEvent(text.ToString(), turn.Model ?? ExtractiveAnswerer.ModelName, true, turn.Usage, turn.Timings);
    }

    /// <summary>The row or sentence; of a long record the line of the number.</summary>
    private static (Passage Passage, int Start, int End) Quoted(Quantity quantity)
    {
        if (quantity.End - quantity.Start <= LongestQuote)
            return (quantity.Passage, quantity.Start, quantity.End);
        var text = quantity.Passage.Text;
        var start = text.LastIndexOf('\n', Math.Max(0, quantity.At - 1)) + 1;
        var end = text.IndexOf('\n', quantity.At);
        return (quantity.Passage, Math.Max(quantity.Start, start), end < 0 ? quantity.End : Math.Min(quantity.End, end));
    }
}
