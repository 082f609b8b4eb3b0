using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Evals.Agent;

/// <summary>A sentence of an answer beside a passage that its mark names.</summary>
/// <param name="Question">The question.</param>
/// <param name="Sentence">The sentence without marks.</param>
/// <param name="Uri">The document that is cited.</param>
/// <param name="Quote">The place that is shown for it.</param>
/// <param name="Passage">The passage around that place, as the store has it.</param>
/// <param name="IsSupported">Whether the passage supports the sentence, by the check that answers go through.</param>
/// <param name="IsListed">Whether the document is one that the question lists.</param>
public sealed record CitedSentence(string Question, string Sentence, string Uri, string Quote, string Passage, bool IsSupported, bool IsListed)
{
    /// <summary>The pairs of an answer, as it was shown: its citations are read anew from the text of the answer and the store.</summary>
    /// <param name="outcome">The answer.</param>
    /// <param name="store">The documents.</param>
    /// <param name="encoders">What compares meanings.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<IReadOnlyList<CitedSentence>> OfAsync(AgentOutcome outcome, IContentStore store, IEncoderDirectory encoders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(store);
        var support = new ClaimSupport(ClaimGround.Of(outcome.Case.Question), encoders);
        var tools = ClaimGround.Of(outcome.Computed);
        var pairs = new List<CitedSentence>();
        foreach (var (text, marks) in AnswerMarks.Read(outcome.Done.Answer))
        {
            var cited = outcome.Citations.Where(citation => marks.Contains(citation.Number)).ToList();
            // Verbatim is what the citation quotes; before it may stand what a program computed.
            if (cited is [var only] && Plain(text).EndsWith(Plain(only.Quote).TrimEnd('.', ' '), StringComparison.Ordinal))
            {
                pairs.Add(new CitedSentence(outcome.Case.Question, text, only.Uri, only.Quote, (await AroundAsync(only, store, cancellationToken).ConfigureAwait(false)).Text, true, outcome.Case.IsSource(only.Uri)));
                continue;
            }

            var sentence = TextUnitSplitter.Split(text) is [.., var last] ? text[last.Start..last.End] : text;
            var passages = new List<Passage>();
            foreach (var citation in cited)
                passages.Add(await AroundAsync(citation, store, cancellationToken).ConfigureAwait(false));
            var supporting = await support.OfAsync(new Claim(sentence), passages, tools, cancellationToken).ConfigureAwait(false);
            pairs.AddRange(cited.Select((citation, i) => new CitedSentence(outcome.Case.Question, sentence, citation.Uri, citation.Quote, passages[i].Text, supporting.Contains(i), outcome.Case.IsSource(citation.Uri))));
        }

        return pairs;
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The passage that a citation is from; the quote alone where it stands in none.</summary>
    private static async ValueTask<Passage> AroundAsync(Citation citation, IContentStore store, CancellationToken cancellationToken)
    {
        var document = await store.ReadTextAsync(citation.DocumentId, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException($"{citation.Uri} is cited and not in the store.");
        var chunk = document.Chunks.FirstOrDefault(chunk => chunk.Start <= citation.Span.Start && citation.Span.End <= chunk.End)
            ?? new Chunk(citation.Span.Start, citation.Span.End, citation.Headings, citation.Page, BlockKind.Paragraph);
        return new Passage(0, citation.DocumentId, citation.Version, citation.Collection, citation.Uri, citation.Title, citation.Kind, chunk, document.Text[chunk.Start..chunk.End]);
    }
}
