using System.Runtime.InteropServices;
using Assistant.Core.Memory;

namespace Assistant.Storage.Sqlite;

/// <summary>Facts of users.</summary>
internal sealed class SqliteFactStore(AssistantDatabase database) : IFactStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Fact>> ListAsync(string user, bool superseded = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<Fact>>(session =>
        {
            var rows = session.Statement("""
                SELECT id, collection, text, requested, conversation, message, created, used, uses, superseded, encoder, vector FROM fact
                WHERE user = ? AND (superseded IS NULL OR ?) ORDER BY key DESC
                """).Bind(user).Bind(superseded ? 1 : 0);
            var facts = new List<Fact>();
            while (rows.Step())
            {
                facts.Add(new Fact
                {
                    Id = rows.Guid(0),
                    User = user,
                    Collection = rows.TextOrNull(1),
                    Text = rows.Text(2),
                    Requested = rows.Int32(3) != 0,
                    ConversationId = rows.IsNull(4) ? null : rows.Guid(4),
                    MessageId = rows.IsNull(5) ? null : rows.Guid(5),
                    Created = rows.Time(6),
                    Used = rows.Time(7),
                    Uses = rows.Int32(8),
                    SupersededBy = rows.IsNull(9) ? null : rows.Guid(9),
                    EncoderId = rows.TextOrNull(10),
                    Vector = rows.IsNull(11) ? default : MemoryMarshal.Cast<byte, float>(rows.Bytes(11)).ToArray(),
                });
            }

            return facts;
        }));
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(Fact fact, IReadOnlyCollection<Guid> supersedes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(supersedes);
        await database.WriteAsync(
            transaction =>
            {
                Bind(
                    transaction.Statement("INSERT INTO fact(id, user, collection, text, requested, conversation, message, created, used, uses, encoder, vector) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                        .Bind(fact.Id).Bind(fact.User).Bind(fact.Collection).Bind(fact.Text).Bind(fact.Requested ? 1 : 0).Bind(fact.ConversationId).Bind(fact.MessageId)
                        .Bind(fact.Created).Bind(fact.Used).Bind(fact.Uses),
                    fact).Run();
                foreach (var other in supersedes)
                    transaction.Statement("UPDATE fact SET superseded = ? WHERE id = ? AND user = ?").Bind(fact.Id).Bind(other).Bind(fact.User).Run();
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> EditAsync(Fact fact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return database.WriteAsync(
            transaction =>
            {
                transaction.ContentErased = true;
                return Bind(transaction.Statement("UPDATE fact SET text = ?, used = ?, encoder = ?, vector = ? WHERE id = ? AND user = ?").Bind(fact.Text).Bind(fact.Used), fact).Bind(fact.Id).Bind(fact.User).Run() > 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TouchAsync(string user, IReadOnlyCollection<Guid> ids, bool recalled, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await database.WriteAsync(
            transaction => ids.Sum(id => transaction.Statement("UPDATE fact SET used = ?, uses = uses + ? WHERE id = ? AND user = ?").Bind(at).Bind(recalled ? 1 : 0).Bind(id).Bind(user).Run()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync(transaction => Delete(transaction, user, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListUsersAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<string>>(session =>
        {
            var rows = session.Statement("SELECT DISTINCT user FROM fact ORDER BY user");
            var users = new List<string>();
            while (rows.Step())
                users.Add(rows.Text(0));
            return users;
        }));
    }

    /// <inheritdoc/>
    public async ValueTask ConsolidateAsync(string user, MemoryReview review, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(review);
        await database.WriteAsync(
            transaction =>
            {
                foreach (var (old, kept) in review.Duplicates)
                {
                    if (Replace(transaction, user, old, kept))
                        transaction.Statement("UPDATE fact SET uses = uses + ?, used = max(used, ?), requested = max(requested, ?) WHERE id = ? AND user = ?")
                            .Bind(old.Uses).Bind(old.Used).Bind(old.Requested ? 1 : 0).Bind(kept.Id).Bind(user).Run();
                }

                foreach (var (old, kept) in review.Contradictions)
                    Replace(transaction, user, old, kept);
                foreach (var fact in review.Junk)
                {
                    if (transaction.Statement("SELECT 1 FROM fact WHERE id = ? AND user = ? AND used = ?").Bind(fact.Id).Bind(user).Bind(fact.Used).Scalar() is not null)
                        Delete(transaction, user, fact.Id);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static bool Replace(WriteTransaction transaction, string user, Fact old, Fact kept) => transaction.Statement("""
        UPDATE fact SET superseded = ?1 WHERE id = ?2 AND user = ?3 AND text = ?4 AND superseded IS NULL
            AND EXISTS (SELECT 1 FROM fact k WHERE k.id = ?1 AND k.user = ?3 AND k.text = ?5 AND k.superseded IS NULL)
        """).Bind(kept.Id).Bind(old.Id).Bind(user).Bind(old.Text).Bind(kept.Text).Run() > 0;

    private static bool Delete(WriteTransaction transaction, string user, Guid id)
    {
        transaction.ContentErased = true;
        // History goes with what it is the history of: whoever deletes a fact does not want its older wording kept.
        transaction.Statement("""
            WITH RECURSIVE old(id) AS (SELECT id FROM fact WHERE superseded = ?1 AND user = ?2 UNION SELECT f.id FROM fact f JOIN old ON f.superseded = old.id WHERE f.user = ?2)
            DELETE FROM fact WHERE id IN (SELECT id FROM old)
            """).Bind(id).Bind(user).Run();
        return transaction.Statement("DELETE FROM fact WHERE id = ? AND user = ?").Bind(id).Bind(user).Run() > 0;
    }

    private static SqliteStatement Bind(SqliteStatement statement, Fact fact) =>
        fact.Vector.IsEmpty ? statement.Bind((string?)null).Bind((string?)null) : statement.Bind(fact.EncoderId).Bind(MemoryMarshal.AsBytes(fact.Vector.Span));
}
