using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Fts5;

/// <summary>Brings an index file up to the end of the change log, in transactions of some five hundred chunks.</summary>
internal sealed class Fts5Follower(IChangeLog log)
{
    private const int ChunksInTransaction = 500;
    private const int ChangesInTransaction = 2_000;

    /// <summary>Applies every change after the file's last one.</summary>
    /// <param name="file">The file; no other call may change it meanwhile.</param>
    /// <param name="vectors">Vectors to keep in step; null when none are held.</param>
    /// <param name="cancellationToken">Cancels between transactions.</param>
    public async ValueTask ApplyAsync(Fts5File file, DenseVectors? vectors, CancellationToken cancellationToken)
    {
        while (await log.ReadAsync(file.Sequence, ChangesInTransaction, cancellationToken).ConfigureAwait(false) is { Count: > 0 } changes)
        {
            for (var next = 0; next < changes.Count;)
            {
                var group = new Group();
                next = await ReadGroupAsync(changes, next, group, vectors is not null, cancellationToken).ConfigureAwait(false);
                Write(file, group, changes[next - 1].Sequence);
                if (group.VectorsRemoved)
                    vectors?.Clear(); // read again by the next search that needs them
                else
                    vectors?.Apply(group.Removed, group.Vectors, group.Scopes);
            }
        }
    }

    /// <summary>Reads every vector of the chunks that the file holds.</summary>
    public async ValueTask LoadVectorsAsync(Fts5File file, DenseVectors vectors, CancellationToken cancellationToken)
    {
        var scopes = new Dictionary<long, VectorScope>();
        var all = new List<ChunkVector>();
        foreach (var window in file.ReadKeys().Chunk(ChunksInTransaction))
        {
            var held = window.ToHashSet();
            foreach (var chunk in await log.ReadChunksAsync(window[0], window[^1], cancellationToken).ConfigureAwait(false))
            {
                if (held.Contains(chunk.Key))
                    scopes[chunk.Key] = VectorScope.Of(chunk);
            }

            all.AddRange(await log.ReadVectorsAsync(window[0], window[^1], cancellationToken).ConfigureAwait(false));
        }

        vectors.Clear();
        vectors.Apply([], all, scopes);
        vectors.Loaded = true;
    }

    private async ValueTask<int> ReadGroupAsync(IReadOnlyList<IndexChange> changes, int next, Group group, bool withVectors, CancellationToken cancellationToken)
    {
        var chunks = 0;
        while (next < changes.Count && chunks < ChunksInTransaction)
        {
            var change = changes[next++];
            switch (change.Kind)
            {
                case IndexChangeKind.Added:
                    // Neighbouring documents are read together.
                    var last = change.LastKey;
                    while (next < changes.Count && changes[next] is { Kind: IndexChangeKind.Added } more && more.FirstKey == last + 1 && last - change.FirstKey < ChunksInTransaction)
                    {
                        last = more.LastKey;
                        next++;
                    }

                    var added = await log.ReadChunksAsync(change.FirstKey, last, cancellationToken).ConfigureAwait(false);
                    chunks += added.Count;
                    group.Steps.Add((added, default));
                    break;
                case IndexChangeKind.Removed:
                    group.Steps.Add((null, (change.FirstKey, change.LastKey)));
                    group.Removed.Add((change.FirstKey, change.LastKey));
                    break;
                case IndexChangeKind.VectorsRemoved:
                    group.VectorsRemoved = true;
                    break;
                case IndexChangeKind.VectorsAdded when withVectors:
                    group.Vectors.AddRange(await log.ReadVectorsAsync(change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false));
                    foreach (var chunk in await log.ReadChunksAsync(change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false))
                        group.Scopes[chunk.Key] = VectorScope.Of(chunk);
                    break;
                case IndexChangeKind.Relabelled:
                    var relabelled = await log.ReadChunksAsync(change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false);
                    chunks += relabelled.Count;
                    group.Steps.Add((null, (change.FirstKey, change.LastKey)));
                    group.Steps.Add((relabelled, default));
                    if (!withVectors)
                        break;
                    group.Vectors.AddRange(await log.ReadVectorsAsync(change.FirstKey, change.LastKey, cancellationToken).ConfigureAwait(false));
                    foreach (var chunk in relabelled)
                        group.Scopes[chunk.Key] = VectorScope.Of(chunk);
                    break;
            }
        }

        return next;
    }

    private static void Write(Fts5File file, Group group, long sequence)
    {
        file.Begin();
        try
        {
            foreach (var (added, removed) in group.Steps)
            {
                if (added is not null)
                    file.Add(added);
                else
                    file.Remove(removed.First, removed.Last);
            }

            file.Commit(sequence);
        }
        catch
        {
            file.Rollback();
            throw;
        }
    }

    // Steps in the order of the log: a chunk that was read before its removal is added and removed again.
    private sealed class Group
    {
        public List<(IReadOnlyList<IndexedChunk>? Added, (long First, long Last) Removed)> Steps { get; } = [];

        public List<(long First, long Last)> Removed { get; } = [];

        public List<ChunkVector> Vectors { get; } = [];

        public bool VectorsRemoved { get; set; }

        public Dictionary<long, VectorScope> Scopes { get; } = [];
    }
}
