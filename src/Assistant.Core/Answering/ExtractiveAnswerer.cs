using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Answering;

/// <summary>
/// Answers without a language model: quotes the sentences that answer best, verbatim, each with its citation, or says that nothing
/// answers. Safe from many threads.
/// </summary>
public sealed class ExtractiveAnswerer : IAnswerer
{
    /// <summary>What an answer says when nothing supports one.</summary>
    public const string NothingFound = "Nothing in the collection answers this.";

    /// <summary>Name of the writer in <see cref="DoneEvent.Model"/>.</summary>
    public const string ModelName = "extractive";

    private const int DefiningPassages = 10;

    private readonly IRetriever retriever;
    private readonly IContentStore store;
    private readonly AnsweringOptions options;
    private readonly QueryRewriter rewriter;

    /// <summary>Answers from what the retriever finds; citations are checked against the store.</summary>
    public ExtractiveAnswerer(IRetriever retriever, IContentStore store, IOptions<AnsweringOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.retriever = retriever;
        this.store = store;
        this.options = options.Value;
        rewriter = new QueryRewriter(chat: null, this.options.Rewriting);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var started = Stopwatch.GetTimestamp();
        var rewritten = await rewriter.RewriteAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var told in rewritten.Events(request.Question)) yield return told;
        request = request with { Question = rewritten.Question };
        var question = Question.Read(request.Question);
        SearchResponse? alike = null;
        if (!request.Image.IsEmpty)
        {
            // Without a model that looks at pictures, the one that is most like the question's is what can be said of it.
            var looking = SearchStep.Alike(request);
            yield return SearchStep.Call(looking);
            alike = await retriever.SearchAsync(looking, cancellationToken).ConfigureAwait(false);
            yield return SearchStep.Observation(alike);
        }

        var search = SearchStep.For(question, request with { Image = default }, options.Passages);
        yield return SearchStep.Call(search);
        var response = await retriever.SearchAsync(search, cancellationToken).ConfigureAwait(false);
        yield return SearchStep.Observation(response);
        if (question.DefiningPhrase is { } phrase)
        {
            // Glossaries seldom rank first: what says "X is …" is looked for by itself.
            var defining = search with { Query = phrase, Limit = DefiningPassages };
            yield return SearchStep.Call(defining);
            var found = await retriever.SearchAsync(defining, cancellationToken).ConfigureAwait(false);
            yield return SearchStep.Observation(found);
            var known = response.Hits.Select(hit => hit.Passage.ChunkKey).ToHashSet();
            response = response with { Hits = [.. response.Hits, .. found.Hits.Where(hit => !known.Contains(hit.Passage.ChunkKey))] };
        }

        var cited = new List<(string Text, Citation Citation)>();
        var checker = new CitationChecker(store);
        var sure = true;
        if (alike is { Hits: [var nearest] }) await CitePictureAsync(cited, checker, nearest, "The picture that is most like it is", cancellationToken).ConfigureAwait(false);
        else if (question.Kind == QuestionKind.Picture) sure = await CitePicturesAsync(cited, checker, question, response, cancellationToken).ConfigureAwait(false);
        if (question.Kind != QuestionKind.Picture)
        {
            var worth = new SentenceWorth(request.Question);
            var ranked = EvidenceFinder.Find(question, response.Hits);
            ranked.RemoveAll(evidence => !worth.Tells(evidence.Quote, evidence.Hit.Passage));
            var second = (Evidence?)null;
            if (ranked.Count > 0 && BridgeStep.For(question, ranked[0], request) is { } bridge)
            {
                yield return SearchStep.Call(bridge.Search);
                var found = await retriever.SearchAsync(bridge.Search, cancellationToken).ConfigureAwait(false);
                yield return SearchStep.Observation(found);
                second = BridgeStep.Best(question, bridge.Name, bridge.Missing, found.Hits);
            }

            await CiteSentencesAsync(cited, checker, question, ranked, second, cancellationToken).ConfigureAwait(false);
        }

        var firstMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var answer = new StringBuilder();
        foreach (var (text, citation) in cited)
        {
            var piece = answer.Length == 0 ? text : Separator(answer, text) + text;
            answer.Append(piece);
            yield return new TextEvent(piece);
            yield return new CitationEvent(citation);
        }

        if (cited.Count == 0)
        {
            answer.Append(NothingFound);
            yield return new TextEvent(NothingFound);
        }

        var timings = new AnswerTimings(firstMs, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        yield return new DoneEvent(answer.ToString(), ModelName, sure && cited.Count > 0, new AnswerUsage(0, 0), timings);
    }

    private async ValueTask CiteSentencesAsync(List<(string Text, Citation Citation)> cited, CitationChecker checker, Question question, List<Evidence> ranked, Evidence? second, CancellationToken cancellationToken)
    {
        if (second is not null)
        {
            foreach (var hop in (Evidence[])[ranked[0], second])
            {
                if (await checker.CiteAsync(cited.Count + 1, hop.Hit.Passage, hop.Span, hop.Quote, cancellationToken).ConfigureAwait(false) is { } citation)
                    cited.Add(($"{hop.Quote}{MarkGap(hop.Quote)}[{citation.Number}]", citation));
            }

            return;
        }

        if (ranked.Count == 0 || ranked[0].Support < options.SupportThreshold) return;
        var limit = question.Kind is QuestionKind.Number or QuestionKind.Date or QuestionKind.Person or QuestionKind.Place ? Math.Min(2, options.MaxQuotes) : options.MaxQuotes;
        foreach (var evidence in InReadingOrder(EvidenceSelector.Select(ranked, limit, options.SupportThreshold)))
        {
            var citation = await checker.CiteAsync(cited.Count + 1, evidence.Hit.Passage, evidence.Span, evidence.Quote, cancellationToken).ConfigureAwait(false);
            if (citation is not null) cited.Add(($"{evidence.Quote}{MarkGap(evidence.Quote)}[{citation.Number}]", citation));
        }
    }

    /// <returns>False when what is cited is a guess.</returns>
    private async ValueTask<bool> CitePicturesAsync(List<(string Text, Citation Citation)> cited, CitationChecker checker, Question question, SearchResponse response, CancellationToken cancellationToken)
    {
        var ranked = await PictureFinder.FindAsync(question, response.Hits, store, cancellationToken).ConfigureAwait(false);
        if (ranked.Count == 0) return true;
        if (ranked[0].Support < options.SupportThreshold)
        {
            // A guess is worth showing when something looked at the pictures, as long as it is called one.
            if (ranked[0].Hit.SeenDeviations is null) return true;
            await CitePictureAsync(cited, checker, ranked[0].Hit, "No picture is sure to be it; the one that fits best is", cancellationToken).ConfigureAwait(false);
            return false;
        }

        foreach (var (hit, support) in ranked)
        {
            if (cited.Count == options.MaxQuotes || support < ranked[0].Support) break;
            await CitePictureAsync(cited, checker, hit, cited.Count == 0 ? "The picture is" : "Another picture is", cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask CitePictureAsync(List<(string Text, Citation Citation)> cited, CitationChecker checker, SearchHit hit, string lead, CancellationToken cancellationToken)
    {
        var passage = hit.Passage;
        if (await checker.CiteAsync(cited.Count + 1, passage, hit.SnippetSpan, hit.Snippet, cancellationToken).ConfigureAwait(false) is not { } citation) return;
        var name = string.IsNullOrWhiteSpace(passage.Title) || passage.Title == passage.Uri ? passage.Uri : $"{passage.Title} ({passage.Uri})";
        cited.Add(($"{lead} {name}. [{citation.Number}]", citation));
    }

    /// <summary>The best document first; quotes of one document in the order in which they stand there.</summary>
    private static IEnumerable<Evidence> InReadingOrder(List<Evidence> chosen) => chosen
        .GroupBy(e => e.Hit.Passage.DocumentId)
        .SelectMany(group => group.OrderBy(e => e.Span.Start));

    private static string MarkGap(string quote) => quote.Contains('\n') && TextUnitSplitter.LooksLikeCode(quote.AsSpan(quote.LastIndexOf('\n') + 1)) ? "\n" : " ";

    private static string Separator(StringBuilder answer, string text) => text.Contains('\n') || answer.ToString().Contains('\n') ? "\n\n" : " ";
}
