using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Refresh;

/// <summary>
/// Queries that the frozen encoder answers without having learned anything, for the zero-shot guard: titles of documents of every
/// collection, or their first words, each of which should find its document. Made anew for each refresh, so that they hold nothing of
/// deleted documents. Asked with pictures there are none: the gold buffer is the guard of those directions.
/// </summary>
internal sealed class ReferenceQueries(IContentStore store)
{
    private const int PerCollection = 40, Collections = 25, Longest = 120, Batch = 16;

    public async Task<IReadOnlyList<GateQuery>> ReadAsync(AdapterDirection direction, Encoder encoder, Func<Task> pause, CancellationToken cancellationToken)
    {
        if (direction is AdapterDirection.ImageToImage or AdapterDirection.ImageToText || encoder.Text is not { } tower) return [];
        var kind = direction == AdapterDirection.TextToImage ? ContentKind.Image : ContentKind.Text;
        List<(string Collection, DocumentId Id, string Words)> queries = [];
        foreach (var collection in (await store.ListCollectionsAsync(cancellationToken)).OrderBy(collection => collection.Key).Take(Collections))
        {
            var documents = await store.ListAsync(new DocumentFilter { Collections = [collection.Name], States = [ContentState.Indexed], Limit = 10 * PerCollection }, cancellationToken);
            foreach (var document in documents.Where(document => document.Kind == kind).Take(PerCollection))
            {
                if (await WordsAsync(document, cancellationToken) is { } words) queries.Add((collection.Name, document.Id, words));
            }
        }

        var result = new List<GateQuery>(queries.Count);
        foreach (var batch in queries.Chunk(Batch))
        {
            await pause();
            var vectors = await tower.GenerateAsync(batch.Select(query => query.Words), EncoderInput.Query, cancellationToken);
            result.AddRange(batch.Select((query, i) => new GateQuery(query.Collection, query.Id, vectors[i].Vector)));
        }

        return result;
    }

    private async Task<string?> WordsAsync(DocumentRecord document, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(document.Title)) return document.Title;
        var text = (await store.ReadTextAsync(document.Id, cancellationToken))?.Text.Trim();
        return string.IsNullOrEmpty(text) ? null : text[..Math.Min(text.Length, Longest)];
    }
}
