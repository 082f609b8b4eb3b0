using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>Makes citations, and only such whose quote stands at its span in the stored text. One for each answer: it keeps the texts that it read.</summary>
internal sealed class CitationChecker(IContentStore store)
{
    private readonly Dictionary<DocumentId, DocumentText?> texts = [];

    /// <summary>Makes a citation; null when the document changed or went away since it was found.</summary>
    public async ValueTask<Citation?> CiteAsync(int number, Passage passage, TextSpan span, string quote, CancellationToken cancellationToken)
    {
        if (!texts.TryGetValue(passage.DocumentId, out var text))
        {
            text = await store.ReadTextAsync(passage.DocumentId, cancellationToken).ConfigureAwait(false);
            texts.Add(passage.DocumentId, text);
        }

        if (text is null || text.Version != passage.Version || span.Start < 0 || span.Start >= span.End || span.End > text.Text.Length) return null;
        if (!text.Text.AsSpan(span.Start, span.End - span.Start).SequenceEqual(quote)) return null;
        return new Citation(
            number, passage.DocumentId, passage.Version, passage.Collection, passage.Uri, passage.Title, passage.DocumentKind, passage.Chunk.Page, passage.Chunk.Headings, quote, span);
    }
}
