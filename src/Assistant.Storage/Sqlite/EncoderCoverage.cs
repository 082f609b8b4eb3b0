using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>What has a vector of an encoder, what lacks one, and the switch that depends on it. Every chunk that exists belongs to a live version.</summary>
internal static class EncoderCoverage
{
    // The pipeline's processes know of a new encoder within a second: what is parsed later than this after the start is embedded with it by them.
    private const long KnownEverywhereMilliseconds = 5_000;

    private const string PictureColumns = """
        SELECT d.id, d.live_version, d.first_chunk, b.hash, CASE WHEN d.version = d.live_version THEN coalesce(d.media_type, 'application/octet-stream') ELSE 'image/webp' END
        FROM document d LEFT JOIN blob b ON b.key = CASE WHEN d.version = d.live_version THEN d.blob ELSE d.thumbnail END
        WHERE d.kind = 1 AND d.first_chunk <= d.last_chunk AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.chunk = d.first_chunk AND v.encoder = ? AND v.modality = 1)
        """;

    /// <summary>Counts answers of an encoder, and all that should have one.</summary>
    public static (long Done, long Total) Count(SqliteSession session, EncoderRole role, long encoder)
    {
        var done = session.Statement("SELECT count(*) FROM vector WHERE encoder = ? AND modality = ?").Bind(encoder).Bind(role == EncoderRole.Text ? 0 : 1).Scalar() ?? 0;
        var total = session.Statement(role == EncoderRole.Text ? "SELECT count(*) FROM chunk" : "SELECT count(*) FROM document WHERE kind = 1 AND first_chunk <= last_chunk").Scalar() ?? 0;
        return (done, total);
    }

    /// <summary>Reads chunks without a text vector, except those of documents that wait for their embedding.</summary>
    public static IReadOnlyList<ChunkText> ReadTexts(SqliteSession session, long encoder, long after, int limit)
    {
        var rows = session.Statement("""
            SELECT d.id, d.live_version, c.key, d.title, c.headings, c.text FROM chunk c JOIN document d ON d.key = c.document
            WHERE c.key > ? AND d.state <> 1 AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.chunk = c.key AND v.encoder = ? AND v.modality = 0)
            ORDER BY c.key LIMIT ?
            """).Bind(after).Bind(encoder).Bind(limit);
        var found = new List<ChunkText>();
        while (rows.Step())
            found.Add(new ChunkText(new ContentRef(rows.DocumentId(0), rows.Int32(1)), rows.Int64(2), ChunkRows.Describe(rows.TextOrNull(3), JsonList.Read(rows.TextOrNull(4)), rows.Text(5))));
        return found;
    }

    /// <summary>Reads pictures without a vector, except those that wait for their embedding.</summary>
    public static IReadOnlyList<PictureSource> ReadPictures(SqliteSession session, long encoder, long after, int limit) =>
        Pictures(session.Statement(PictureColumns + " AND d.first_chunk > ? AND d.state <> 1 ORDER BY d.first_chunk LIMIT ?").Bind(encoder).Bind(after).Bind(limit));

    /// <summary>Reads those of the given versions that are pictures without a vector.</summary>
    public static IReadOnlyList<PictureSource> ReadPictures(SqliteSession session, long encoder, IReadOnlyList<ContentRef> refs)
    {
        var found = new List<PictureSource>();
        foreach (var content in refs)
            found.AddRange(Pictures(session.Statement(PictureColumns + " AND d.id = ? AND d.live_version = ?").Bind(encoder).Bind(content.Id).Bind(content.Version)));
        return found;
    }

    /// <summary>Switches a role to its building encoder when nothing lacks its vector.</summary>
    public static EncoderAssignment? Switch(WriteTransaction transaction, EncoderRole role, string encoderId, long verifiedKey, DateTimeOffset now)
    {
        var present = EncoderRows.Read(transaction.Session).Find(assignment => assignment.Role == role);
        if (present?.Building is not { } building || building.Id != encoderId)
            return null;
        var encoder = EncoderRows.Key(transaction, encoderId);
        var known = (present.Started ?? now).ToUnixTimeMilliseconds() + KnownEverywhereMilliseconds;
        var missing = role == EncoderRole.Text
            ? transaction.Statement("""
                SELECT c.key FROM chunk c JOIN document d ON d.key = c.document
                WHERE c.key > ? AND NOT (d.state = 1 AND d.updated > ?) AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.chunk = c.key AND v.encoder = ? AND v.modality = 0) LIMIT 1
                """)
            : transaction.Statement("""
                SELECT d.first_chunk FROM document d WHERE d.kind = 1 AND d.first_chunk <= d.last_chunk
                AND d.first_chunk > ? AND NOT (d.state = 1 AND d.updated > ?) AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.chunk = d.first_chunk AND v.encoder = ? AND v.modality = 1) LIMIT 1
                """);
        if (missing.Bind(verifiedKey).Bind(known).Bind(encoder).Scalar() is not null)
            return null;
        var next = present with { Active = building, Building = null, Previous = present.Active, Started = null, Changed = now };
        EncoderRows.Write(transaction, next);
        return next;
    }

    /// <summary>Removes vectors that a role no longer uses.</summary>
    public static int Prune(WriteTransaction transaction, EncoderRole role, string encoderId, int limit, DateTimeOffset now)
    {
        if (EncoderRows.Read(transaction.Session).Find(assignment => assignment.Role == role) is { } present)
        {
            if (present.Active.Id == encoderId || present.Building?.Id == encoderId)
                return 0;
            if (present.Previous?.Id == encoderId)
                EncoderRows.Write(transaction, present with { Previous = null, Changed = now });
        }

        var rows = transaction.Statement("SELECT key, chunk FROM vector WHERE encoder = ? AND modality = ? ORDER BY chunk LIMIT ?")
            .Bind(EncoderRows.Find(transaction.Session, encoderId)).Bind(role == EncoderRole.Text ? 0 : 1).Bind(limit);
        var found = new List<(long Key, long Chunk)>();
        while (rows.Step())
            found.Add((rows.Int64(0), rows.Int64(1)));
        if (found.Count == 0)
            return 0;
        foreach (var (key, _) in found)
            transaction.Statement("DELETE FROM vector WHERE key = ?").Bind(key).Run();
        ChangeRows.Append(transaction, IndexChangeKind.VectorsRemoved, found[0].Chunk, found[^1].Chunk);
        return found.Count;
    }

    private static List<PictureSource> Pictures(SqliteStatement rows)
    {
        var found = new List<PictureSource>();
        while (rows.Step())
            found.Add(new PictureSource(new ContentRef(rows.DocumentId(0), rows.Int32(1)), rows.Int64(2), rows.IsNull(3) ? null : rows.BlobHash(3), rows.Text(4)));
        return found;
    }
}
