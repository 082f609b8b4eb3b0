using Assistant.Core.Content;
using Assistant.Core.Learning.Replay;

namespace Assistant.Storage.Sqlite;

/// <summary>Pictures and their words, and which of them were offered to the replay buffer.</summary>
internal sealed class SqlitePairSource(AssistantDatabase database) : IPairSource
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DescribedPicture>> ReadUnpairedAsync(string encoderId, int texts, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Read<IReadOnlyList<DescribedPicture>>(
            session =>
            {
                var found = new List<(DescribedPicture Picture, long Collection, long Last)>();
                var rows = session.Statement("""
                    SELECT d.id, c.name, d.uri, d.first_chunk, d.last_chunk, v.value, v.half, d.collection
                    FROM document d JOIN collection c ON c.key = d.collection JOIN vector v ON v.chunk = d.first_chunk AND v.encoder = ?1 AND v.modality = 1
                    WHERE d.kind = 1 AND d.live_version = d.version AND length(v.value) > 0
                        AND NOT EXISTS (SELECT 1 FROM paired p WHERE p.document = d.id AND p.encoder = ?2 AND p.chunk = d.first_chunk)
                    ORDER BY d.first_chunk LIMIT ?3
                    """).Bind(EncoderRows.Find(session, encoderId)).Bind(encoderId).Bind(limit);
                while (rows.Step())
                {
                    var vector = VectorBytes.Read(rows.Bytes(5), rows.Int32(6) != 0);
                    found.Add((new DescribedPicture(rows.DocumentId(0), rows.Text(1), rows.Text(2), rows.Int64(3), vector, [], []), rows.Int64(7), rows.Int64(4)));
                }

                return [.. found.Select(entry => entry.Picture with
                {
                    Texts = ReadTexts(session, entry.Picture.ChunkKey, entry.Last, texts),
                    Pages = ReadPages(session, entry.Collection, entry.Picture.Uri),
                })];
            },
            snapshot: true));
    }

    /// <inheritdoc/>
    public async ValueTask MarkPairedAsync(string encoderId, IReadOnlyCollection<DescribedPicture> pictures, IReadOnlyCollection<Guid> offered, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(offered);
        var kept = offered.ToHashSet();
        await database.WriteAsync(
            transaction =>
            {
                foreach (var picture in pictures)
                {
                    var old = new List<Guid>();
                    var rows = transaction.Statement("SELECT r.id FROM replay_source s JOIN replay r ON r.key = s.replay WHERE s.document = ? AND r.target = s.document AND r.origin = ? AND r.encoder = ?")
                        .Bind(picture.Document).Bind((int)ReplayOrigin.Pair).Bind(encoderId);
                    while (rows.Step())
                        old.Add(rows.Guid(0));
                    foreach (var gone in old.Where(id => !kept.Contains(id)))
                        transaction.Statement("DELETE FROM replay WHERE id = ?").Bind(gone).Run();

                    // A picture that is gone by now is not remembered.
                    transaction.Statement("""
                        INSERT INTO paired(document, encoder, chunk) SELECT id, ?, ? FROM document WHERE id = ?
                        ON CONFLICT(document, encoder) DO UPDATE SET chunk = excluded.chunk
                        """).Bind(encoderId).Bind(picture.ChunkKey).Bind(picture.Document).Run();
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static List<string> ReadTexts(SqliteSession session, long first, long last, int limit)
    {
        var texts = new List<string>();
        var rows = session.Statement("SELECT text FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?").Bind(first).Bind(last).Bind(limit);
        while (rows.Step())
            texts.Add(rows.Text(0));
        return texts;
    }

    private static List<DocumentId> ReadPages(SqliteSession session, long collection, string uri)
    {
        var pages = new List<DocumentId>();
        var rows = session.Statement("SELECT DISTINCT d.id FROM image_link l JOIN document d ON d.key = l.document WHERE l.collection = ? AND l.uri = ?").Bind(collection).Bind(uri);
        while (rows.Step())
            pages.Add(rows.DocumentId(0));
        return pages;
    }
}
