using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>Reads chunks, alone and with their documents.</summary>
internal static class ChunkRows
{
    /// <summary>Reads passages in the order of the keys.</summary>
    public static IReadOnlyList<Passage> ReadPassages(SqliteSession session, IReadOnlyList<long> keys, IReadOnlySet<int>? collections)
    {
        var passages = new List<Passage>(keys.Count);
        var row = session.Statement("""
            SELECT d.id, d.live_version, d.collection, n.name, d.uri, d.title, d.kind, c.start, c."end", c.headings, c.page, c.kind, c.text, d.live_tags, d.date
            FROM chunk c JOIN document d ON d.key = c.document JOIN collection n ON n.key = d.collection WHERE c.key = ?
            """);
        foreach (var key in keys)
        {
            if (row.Bind(key).Step() && collections?.Contains(row.Int32(2)) != false)
            {
                passages.Add(new Passage(
                    key, row.DocumentId(0), row.Int32(1), row.Text(3), row.Text(4), row.TextOrNull(5), (ContentKind)row.Int32(6),
                    new Chunk(row.Int32(7), row.Int32(8), JsonList.Read(row.TextOrNull(9)), row.Int32OrNull(10), (BlockKind)row.Int32(11)), row.Text(12))
                {
                    Tags = JsonList.Read(row.TextOrNull(13)),
                    Date = row.Time(14),
                });
            }

            row.Reset();
        }

        return passages;
    }

    /// <summary>Finds the chunks that belong to pictures, with the first chunk of the picture.</summary>
    public static IReadOnlyDictionary<long, long> ReadPictureKeys(SqliteSession session, IReadOnlyCollection<long> keys)
    {
        var pictures = new Dictionary<long, long>();
        var row = session.Statement("SELECT d.first_chunk FROM chunk c JOIN document d ON d.key = c.document WHERE c.key = ? AND d.kind = 1");
        foreach (var key in keys)
            if (row.Bind(key).Scalar() is { } first)
                pictures.Add(key, first);
        return pictures;
    }

    /// <summary>Reads the live text of a document with its chunks.</summary>
    public static DocumentText? ReadText(SqliteSession session, DocumentId id)
    {
        var row = session.Statement("SELECT d.live_version, d.title, p.text, d.first_chunk, d.last_chunk FROM document d JOIN parsed p ON p.document = d.key WHERE d.id = ?").Bind(id);
        if (!row.Step())
            return null;
        var (version, title, text, first, last) = (row.Int32(0), row.TextOrNull(1), row.Text(2), row.Int64(3), row.Int64(4));
        row.Reset();

        var chunks = new List<Chunk>();
        var rows = session.Statement("""SELECT start, "end", headings, page, kind FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key""").Bind(first).Bind(last);
        while (rows.Step())
            chunks.Add(new Chunk(rows.Int32(0), rows.Int32(1), JsonList.Read(rows.TextOrNull(2)), rows.Int32OrNull(3), (BlockKind)rows.Int32(4)));
        return new DocumentText(id, version, title, text, chunks);
    }

    /// <summary>Reads chunks of live versions that lack a text vector of the encoder.</summary>
    public static IReadOnlyList<ChunkText> ReadWithoutVector(SqliteSession session, IReadOnlyList<ContentRef> refs, string encoderId)
    {
        var encoder = EncoderRows.Find(session, encoderId);
        var found = new List<ChunkText>();
        var rows = session.Statement("""
            SELECT c.key, d.title, c.headings, c.text FROM document d JOIN chunk c ON c.key BETWEEN d.first_chunk AND d.last_chunk
            WHERE d.id = ? AND d.live_version = ? AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.chunk = c.key AND v.encoder = ? AND v.modality = 0) ORDER BY c.key
            """);
        foreach (var content in refs)
        {
            rows.Bind(content.Id).Bind(content.Version).Bind(encoder);
            while (rows.Step())
                found.Add(new ChunkText(content, rows.Int64(0), Describe(rows.TextOrNull(1), JsonList.Read(rows.TextOrNull(2)), rows.Text(3))));
        }

        return found;
    }

    /// <summary>What an encoder sees: the title and the path say what the passage is about when its own words do not.</summary>
    public static string Describe(string? title, IReadOnlyList<string> headings, string text)
    {
        var path = string.Join(" > ", headings.Count > 0 && headings[0] == title ? headings.Skip(1) : headings);
        return (title, path) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => $"{title}\n{path}\n{text}",
            ({ Length: > 0 }, _) => $"{title}\n{text}",
            (_, { Length: > 0 }) => $"{path}\n{text}",
            _ => text,
        };
    }
}
