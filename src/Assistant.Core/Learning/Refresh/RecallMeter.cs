using Assistant.Core.Content;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Learning.Refresh;

/// <summary>Measures adapters on the real index: the dense leg of a direction, filtered to the collection of each query. For one thread.</summary>
/// <param name="index">The index.</param>
/// <param name="store">Says which document a chunk is of.</param>
/// <param name="direction">Which leg is asked.</param>
/// <param name="encoderId">Whose vectors are compared.</param>
public sealed class RecallMeter(IKnowledgeIndex index, IContentStore store, AdapterDirection direction, string encoderId)
{
    private const int Depth = 60;
    private readonly Dictionary<long, DocumentId?> documents = [];
    private Dictionary<string, int>? collections;

    /// <summary>R@10 of each query: 1 where its document is among the first ten documents, else 0.</summary>
    /// <param name="queries">Plain queries.</param>
    /// <param name="adapter">What moves them.</param>
    /// <param name="breathe">Awaited before each query; null for nothing.</param>
    /// <param name="cancellationToken">Ends the measuring.</param>
    /// <returns>[n], in the order given.</returns>
    public async ValueTask<double[]> RecallAsync(IReadOnlyList<GateQuery> queries, IQueryAdapter adapter, Func<Task>? breathe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var scores = new double[queries.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            if (breathe is not null) await breathe().ConfigureAwait(false);
            var found = await FindAsync(queries[i].Vector, adapter, queries[i].Collection, 10, cancellationToken).ConfigureAwait(false);
            scores[i] = found.Contains(queries[i].Target) ? 1 : 0;
        }

        return scores;
    }

    /// <summary>The first documents that a query finds, best first.</summary>
    /// <param name="query">Plain, [d].</param>
    /// <param name="adapter">What moves it.</param>
    /// <param name="collection">Where to look; null for everywhere.</param>
    /// <param name="count">At most this many.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async ValueTask<IReadOnlyList<DocumentId>> FindAsync(ReadOnlyMemory<float> query, IQueryAdapter adapter, string? collection, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        collections ??= (await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(entry => entry.Name, entry => entry.Key, StringComparer.Ordinal);
        // A collection that is gone has nothing to find.
        if (collection is not null && !collections.ContainsKey(collection)) return [];
        var row = new Matrix(1, query.Length);
        query.Span.CopyTo(row[0]);
        var pictures = direction is AdapterDirection.TextToImage or AdapterDirection.ImageToImage;
        var probe = new DenseProbe(pictures ? Legs.DenseImage : Legs.DenseText, encoderId, pictures ? ContentKind.Image : ContentKind.Text, adapter.Apply(row).Values.ToArray());
        var filter = new SearchFilter(collection is null ? null : new HashSet<int> { collections[collection] });
        var result = await index.SearchAsync(new IndexQuery(null, [probe], filter, Depth), cancellationToken).ConfigureAwait(false);
        var hits = result.Legs[0].Hits;
        long[] unknown = [.. hits.Select(hit => hit.ChunkKey).Where(key => !documents.ContainsKey(key))];
        if (unknown.Length > 0)
        {
            foreach (var key in unknown) documents[key] = null;
            foreach (var passage in await store.ReadPassagesAsync(unknown, null, cancellationToken).ConfigureAwait(false)) documents[passage.ChunkKey] = passage.DocumentId;
        }

        return [.. hits.Select(hit => documents[hit.ChunkKey]).OfType<DocumentId>().Distinct().Take(count)];
    }
}

/// <summary>A query that measures.</summary>
/// <param name="Collection">Where it looks.</param>
/// <param name="Target">What it should find.</param>
/// <param name="Vector">As the encoder gives it, [d].</param>
public sealed record GateQuery(string Collection, DocumentId Target, ReadOnlyMemory<float> Vector);
