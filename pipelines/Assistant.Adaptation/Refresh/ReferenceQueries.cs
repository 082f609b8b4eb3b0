using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Refresh;

/// <summary>
/// Queries that the frozen encoder answers without having learned anything, for the zero-shot guard: words of documents of every
/// collection (<see cref="ReferenceWords"/>), each of which should find its document. Made anew for each refresh, so that they hold
/// nothing of deleted documents. Asked with pictures there are none: the gold buffer is the guard of those directions.
/// </summary>
internal sealed class ReferenceQueries(IContentStore store)
{
    private const int PerCollection = 40, Collections = 25, Batch = 16;

    /// <summary>The queries of a direction with their vectors.</summary>
    public async Task<IReadOnlyList<GateQuery>> ReadAsync(AdapterDirection direction, Encoder encoder, Func<Task> pause, CancellationToken cancellationToken)
    {
        if (direction is AdapterDirection.ImageToImage or AdapterDirection.ImageToText || encoder.Text is not { } tower) return [];
        var names = (await store.ListCollectionsAsync(cancellationToken)).OrderBy(collection => collection.Key).Take(Collections).Select(collection => collection.Name);
        var queries = await WordsAsync([.. names], direction == AdapterDirection.TextToImage ? ContentKind.Image : ContentKind.Text, cancellationToken);
        var result = new List<GateQuery>(queries.Count);
        foreach (var batch in queries.Chunk(Batch))
        {
            await pause();
            var vectors = await tower.GenerateAsync(batch.Select(query => query.Words), EncoderInput.Query, cancellationToken);
            result.AddRange(batch.Select((query, i) => new GateQuery(query.Collection, query.Target, vectors[i].Vector)));
        }

        return result;
    }

    /// <summary>The words, of at most 40 documents a collection that have any.</summary>
    /// <param name="collections">Names.</param>
    /// <param name="kind">Of the documents; null for any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ReferenceQuery>> WordsAsync(IReadOnlyList<string> collections, ContentKind? kind, CancellationToken cancellationToken)
    {
        List<ReferenceQuery> queries = [];
        foreach (var collection in collections)
        {
            var documents = await store.ListAsync(new DocumentFilter { Collections = [collection], States = [ContentState.Indexed], Limit = 10 * PerCollection }, cancellationToken);
            var before = queries.Count;
            foreach (var document in documents.Where(document => kind is null || document.Kind == kind))
            {
                if (queries.Count - before == PerCollection) break;
                // The text is read only where the title says nothing.
                if ((ReferenceWords.Of(document, null) ?? ReferenceWords.Of(document, await store.ReadTextAsync(document.Id, cancellationToken))) is { } words) queries.Add(new ReferenceQuery(collection, document.Id, words));
            }
        }

        return queries;
    }
}

/// <summary>Words that should find a document.</summary>
/// <param name="Collection">Where.</param>
/// <param name="Target">The document.</param>
/// <param name="Words">The words.</param>
internal sealed record ReferenceQuery(string Collection, DocumentId Target, string Words);
