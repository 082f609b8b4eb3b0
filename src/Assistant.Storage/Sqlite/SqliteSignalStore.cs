using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Storage.Sqlite;

/// <summary>Logged searches and votes.</summary>
internal sealed class SqliteSignalStore(AssistantDatabase database, IOptions<ReplayOptions> options, TimeProvider time) : ISignalStore
{
    /// <inheritdoc/>
    public async ValueTask AddSearchesAsync(IReadOnlyCollection<LoggedSearch> searches, int most, DateTimeOffset oldest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searches);
        await database.WriteAsync(
            transaction =>
            {
                foreach (var search in searches)
                    SearchRows.Insert(transaction, search);
                SearchRows.Trim(transaction, most, oldest);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<LoggedSearch?> FindSearchAsync(string user, Guid id, CancellationToken cancellationToken = default) =>
        Read(session => SearchRows.Find(session, user, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LoggedSearch>> RecentSearchesAsync(string user, DateTimeOffset since, int limit, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<LoggedSearch>>(session => SearchRows.Recent(session, user, since, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LoggedSearch>> NewestSearchesAsync(IReadOnlyCollection<QueryHash> hashes, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<LoggedSearch>>(session => SearchRows.Newest(session, hashes), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LoggedSearch>> NewestSearchesAsync(int limit, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<LoggedSearch>>(session => SearchRows.Newest(session, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AnswerSearches?> FindAnswerAsync(string user, Guid messageId, CancellationToken cancellationToken = default) => Read(
        session =>
        {
            var row = session.Statement("""
                SELECT m.key, m.role, ifnull(p.id, m.id) FROM message m JOIN conversation c ON c.key = m.conversation LEFT JOIN message p ON p.key = m.parent WHERE m.id = ? AND c.user = ?
                """).Bind(messageId).Bind(user);
            if (!row.Step())
                return null;
            var (key, role, question) = (row.Int64(0), row.Text(1), row.Guid(2));
            row.Reset();
            if (role == "user")
            {
                question = messageId;
                key = session.Statement("SELECT max(key) FROM message WHERE parent = ?").Bind(key).Scalar() ?? key;
            }

            return new AnswerSearches(SearchRows.OfQuestion(session, user, question), [.. CitationRows.Read(session, key).Select(citation => citation.DocumentId).Distinct()]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Vote>> AddVotesAsync(IReadOnlyCollection<Vote> votes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(votes);
        return database.WriteAsync<IReadOnlyList<Vote>>(transaction => [.. votes.Select(vote => VoteRows.Insert(transaction, vote)).OfType<Vote>()], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(Vote Vote, bool Trusted)>> ReadVotesAsync(int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<(Vote, bool)>>(
        session =>
        {
            var votes = VoteRows.Read(session, limit);
            var trusted = VoteTrust.Of([.. votes.Select(vote => (vote.User, vote.At))], user => ApiKeyRows.Created(session, user), time.GetUtcNow(), options.Value);
            return [.. votes.Select((vote, i) => (vote, trusted[i]))];
        },
        cancellationToken);

    /// <inheritdoc/>
    public long VoteVersion() => database.Read(session => session.Statement("SELECT version FROM vote_version").Scalar() ?? 0);

    /// <inheritdoc/>
    public IReadOnlyList<DocumentPlace> FindPlaces(IReadOnlyCollection<DocumentId> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return database.Read(session =>
        {
            var places = new List<DocumentPlace>(documents.Count);
            var row = session.Statement("SELECT first_chunk, last_chunk FROM document WHERE id = ? AND first_chunk <= last_chunk");
            foreach (var document in documents)
            {
                if (row.Bind(document).Step())
                    places.Add(new DocumentPlace(document, row.Int64(0), row.Int64(1)));
                row.Reset();
            }

            return places;
        });
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<float>?> FindTargetAsync(DocumentId document, long chunkKey, SearchVector query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var modality = query.Direction is AdapterDirection.TextToImage or AdapterDirection.ImageToImage ? ContentKind.Image : ContentKind.Text;
        return Read<ReadOnlyMemory<float>?>(
            session =>
            {
                var row = session.Statement("""
                    SELECT v.value, v.half FROM document d JOIN vector v ON v.chunk BETWEEN d.first_chunk AND d.last_chunk
                    WHERE d.id = ? AND v.encoder = ? AND v.modality = ? AND length(v.value) > 0 ORDER BY v.chunk <> ?, v.chunk LIMIT 1
                    """).Bind(document).Bind(EncoderRows.Find(session, query.EncoderId)).Bind((int)modality).Bind(chunkKey);
                return row.Step() ? VectorBytes.Read(row.Bytes(0), row.Int32(1) != 0) : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PositionClicks>> CountPositionsAsync(int searches, CancellationToken cancellationToken = default) => Read<IReadOnlyList<PositionClicks>>(
        session =>
        {
            var counts = new Dictionary<(int Rank, int Moved), (long Shown, long Clicked)>();
            // Answers show what they cite, and no list.
            var shown = session.Statement("""
                SELECT h.position + 1, h.moved, count(*) FROM search s JOIN search_shown h ON h.search = s.key
                WHERE s.key > (SELECT max(key) FROM search) - ? AND s.message IS NULL GROUP BY h.position, h.moved
                """).Bind(searches);
            while (shown.Step())
                counts[(shown.Int32(0), shown.Int32(1))] = (shown.Int64(2), 0);
            var clicked = session.Statement("SELECT rank, moved, count(*) FROM vote WHERE rank IS NOT NULL AND value > 0 GROUP BY rank, moved");
            while (clicked.Step())
            {
                var at = (clicked.Int32(0), clicked.Int32(1));
                counts[at] = (counts.GetValueOrDefault(at).Shown, clicked.Int64(2));
            }

            return [.. counts.Select(count => new PositionClicks(count.Key.Rank, count.Key.Moved, count.Value.Shown, count.Value.Clicked))];
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ForgetUserAsync(string user, CancellationToken cancellationToken = default) => database.WriteAsync(transaction => Forget(transaction, user), cancellationToken);

    /// <summary>Deletes everything that a user left to learn from.</summary>
    public static int Forget(WriteTransaction transaction, string user)
    {
        transaction.ContentErased = true;
        transaction.Statement("DELETE FROM replay_offered WHERE user = ?").Bind(user).Run();
        return new[] { "DELETE FROM search WHERE user = ?", "DELETE FROM feedback WHERE user = ?", "DELETE FROM vote WHERE user = ?", "DELETE FROM replay WHERE user = ?" }
            .Sum(sql => transaction.Statement(sql).Bind(user).Run());
    }

    private ValueTask<T> Read<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read(read, snapshot: true));
    }
}
