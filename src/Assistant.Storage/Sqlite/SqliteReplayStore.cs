using System.Runtime.CompilerServices;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Microsoft.Extensions.Options;

namespace Assistant.Storage.Sqlite;

/// <summary>The replay buffer. An item with the id of another replaces it; one of a document that is gone is not taken.</summary>
internal sealed class SqliteReplayStore(AssistantDatabase database, IOptions<ReplayOptions> options, TimeProvider time) : IReplayStore
{
    private const int PageSize = 500;
    private const string Columns = "SELECT key, id, direction, encoder, user, collection, origin, target, query, query_half, vector, vector_half, value, propensity, weight, at FROM replay ";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An item is not one: no documents, vectors of different widths or with what is not a number, a propensity or weight out of range.</exception>
    public ValueTask<int> AddAsync(IReadOnlyCollection<ReplayItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
            ReplayRows.Validate(item);
        if (items.Count == 0)
            return new(0);
        return database.WriteAsync(
            transaction =>
            {
                // 2: gold, as an index of its own has it.
                var room = options.Value.MaxGold - (transaction.Statement("SELECT count(*) FROM replay WHERE origin = 2").Scalar() ?? 0);
                foreach (var item in items.Where(item => item.Origin != ReplayOrigin.Gold || room-- > 0))
                    ReplayRows.Insert(transaction, item);

                ReplayRows.Evict(transaction, options.Value.MaxItems);
                return items.Count(item => transaction.Statement("SELECT 1 FROM replay WHERE id = ?").Bind(item.Id).Scalar() is not null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReplayItem>> ReadAsync(AdapterDirection direction, string encoderId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(
            session =>
            {
                var items = ReplayRows.Read(session, session.Statement(Columns + "WHERE direction = ? AND encoder = ? ORDER BY id").Bind((int)direction).Bind(encoderId));
                return ReplayWeights.Weigh(Trusted(session, items), options.Value);
            },
            snapshot: true));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReplayItem>> ListAsync(string? user, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(
            session => (IReadOnlyList<ReplayItem>)ReplayRows.Read(session, session.Statement(Columns + "WHERE ?1 IS NULL OR user = ?1 ORDER BY key DESC LIMIT ?2").Bind(user).Bind(limit)),
            snapshot: true));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReplayItem> ExportAsync(string? user, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var before = long.MaxValue;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = database.Read(
                session => ReplayRows.ReadKeyed(session, session.Statement(Columns + "WHERE (?1 IS NULL OR user = ?1) AND key < ?2 ORDER BY key DESC LIMIT ?3").Bind(user).Bind(before).Bind(PageSize)),
                snapshot: true);
            foreach (var (_, item) in page) yield return item;
            if (page.Count < PageSize) yield break;
            before = page[^1].Key;
            // Whoever reads slowly holds no thread between pages.
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(IReadOnlyCollection<string> encoderIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoderIds);
        ArgumentOutOfRangeException.ThrowIfZero(encoderIds.Count, nameof(encoderIds));
        return database.WriteAsync(
            transaction =>
            {
                var gone = new List<string>();
                var rows = transaction.Statement("SELECT DISTINCT encoder FROM replay UNION SELECT encoder FROM replay_offered");
                while (rows.Step())
                    gone.Add(rows.Text(0));
                var removed = 0;
                foreach (var encoder in gone.Where(encoder => !encoderIds.Contains(encoder)))
                {
                    transaction.ContentErased = true;
                    removed += transaction.Statement("DELETE FROM replay WHERE encoder = ?").Bind(encoder).Run();
                    transaction.Statement("DELETE FROM replay_offered WHERE encoder = ?").Bind(encoder).Run();
                }

                return removed;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReplayCount>> CountAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(ReplayRows.Count, snapshot: true));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string? user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(
        transaction =>
        {
            transaction.ContentErased = true;
            return transaction.Statement("DELETE FROM replay WHERE id = ?1 AND (?2 IS NULL OR user = ?2)").Bind(id).Bind(user).Run() > 0;
        },
        cancellationToken);

    /// <summary>Leaves out judgements that do not count (yet); pairs and gold are nobody's.</summary>
    private List<ReplayItem> Trusted(SqliteSession session, List<ReplayItem> items)
    {
        var votes = items.Where(item => item.Origin == ReplayOrigin.Feedback).ToList();
        var trusted = VoteTrust.Of([.. votes.Select(vote => (vote.User ?? "", vote.At))], user => ApiKeyRows.Created(session, user), time.GetUtcNow(), options.Value);
        var refused = votes.Where((_, i) => !trusted[i]).Select(vote => vote.Id).ToHashSet();
        return refused.Count == 0 ? items : [.. items.Where(item => !refused.Contains(item.Id))];
    }
}
