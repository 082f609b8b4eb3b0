using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Commits a parse: the old live text goes and the new one comes in the same transaction.</summary>
internal static class ParseWriter
{
    /// <summary>Refuses chunks that lie outside the text.</summary>
    public static void Validate(ParsedContent parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (Tags.Problem(parsed.Document.Tags) is { } problem)
            throw new ArgumentException(problem, nameof(parsed));
        foreach (var chunk in parsed.Chunks)
            if (chunk.Start < 0 || chunk.End < chunk.Start || chunk.End > parsed.Document.Text.Length)
                throw new ArgumentException($"The chunk {chunk.Start}..{chunk.End} of {parsed.Ref.Id} is outside its text of {parsed.Document.Text.Length} characters.", nameof(parsed));
        foreach (var triple in parsed.Triples)
            if (triple.Start < 0 || triple.End <= triple.Start || triple.End > parsed.Document.Text.Length)
                throw new ArgumentException($"The triple at {triple.Start}..{triple.End} of {parsed.Ref.Id} is outside its text of {parsed.Document.Text.Length} characters.", nameof(parsed));
    }

    /// <summary>Commits one parse, unless it is no longer wanted.</summary>
    public static ParsedCommit Commit(WriteTransaction transaction, ParsedContent parsed, DateTimeOffset now)
    {
        var row = transaction.Statement("SELECT key, collection, version, state, live_version, first_chunk, last_chunk, thumbnail, sequence, tags FROM document WHERE id = ?").Bind(parsed.Ref.Id);
        if (!row.Step())
            return new ParsedCommit(parsed.Ref, Committed: false, 0, []);
        var (key, collection, version, state) = (row.Int64(0), row.Int64(1), row.Int32(2), (ContentState)row.Int32(3));
        var wasLive = !row.IsNull(4);
        var (first, last, thumbnail, sequence) = (row.Int64(5), row.Int64(6), row.Int64OrNull(7), row.Int64(8));
        var tags = row.TextOrNull(9);
        row.Reset();
        if (version != parsed.Ref.Version || state != ContentState.Accepted)
            return new ParsedCommit(parsed.Ref, Committed: false, sequence, []);

        sequence = Math.Max(sequence, LiveContent.RemoveChunks(transaction, first, last).Sequence);
        transaction.Statement("INSERT INTO parsed(document, text) VALUES(?, ?) ON CONFLICT(document) DO UPDATE SET text = excluded.text").Bind(key).Bind(parsed.Document.Text).Run();
        (first, last) = InsertChunks(transaction, key, parsed);
        TripleRows.Replace(transaction, key, parsed.Triples);
        if (first <= last)
            sequence = ChangeRows.Append(transaction, IndexChangeKind.Added, first, last);
        LiveContent.ReplaceThumbnail(transaction, key, thumbnail, parsed.Thumbnail);

        var found = JsonList.Write(Tags.Fold(parsed.Document.Tags));
        transaction.Statement("""
            UPDATE document SET state = ?, live_version = version, title = ?, kind = ?, media_type = ?, first_chunk = ?, last_chunk = ?,
                width = ?, height = ?, sequence = ?, found_tags = ?, live_tags = ?, date = coalesce(?, modified, created), reason = NULL, updated = ? WHERE key = ?
            """).Bind((int)(parsed.NeedsVectors ? ContentState.Parsed : ContentState.Embedded)).Bind(parsed.Document.Title).Bind((int)parsed.Document.Kind)
            .Bind(parsed.Document.MediaType).Bind(first).Bind(last).Bind(parsed.Document.Pixels?.Width).Bind(parsed.Document.Pixels?.Height)
            .Bind(sequence).Bind(found).Bind(DocumentTags.Live(tags, found)).Bind(parsed.Document.Date).Bind(now).Bind(key).Run();

        var described = ImageLinks.Replace(transaction, key, collection, parsed.Document.Images, wasLive);
        return new ParsedCommit(parsed.Ref, Committed: true, sequence, Refresh(transaction, collection, described, now));
    }

    private static (long First, long Last) InsertChunks(WriteTransaction transaction, long document, ParsedContent parsed)
    {
        if (parsed.Chunks.Count == 0)
            return (1, 0);
        var last = 0L;
        var insert = transaction.Statement("""INSERT INTO chunk(document, start, "end", page, kind, headings, text) VALUES(?, ?, ?, ?, ?, ?, ?) RETURNING key""");
        foreach (var chunk in parsed.Chunks)
        {
            last = insert.Bind(document).Bind(chunk.Start).Bind(chunk.End).Bind(chunk.Page).Bind((int)chunk.Kind)
                .Bind(JsonList.Write(chunk.Headings)).Bind(parsed.Document.Text[chunk.Start..chunk.End]).Scalar()!.Value;
        }

        // One writer at a time: the keys of one commit are contiguous.
        return (last - parsed.Chunks.Count + 1, last);
    }

    private static List<ContentRef> Refresh(WriteTransaction transaction, long collection, IReadOnlyCollection<string> uris, DateTimeOffset now)
    {
        var refreshed = new List<ContentRef>();
        foreach (var key in ImageLinks.FindParsed(transaction, collection, uris))
        {
            var row = transaction.Statement("UPDATE document SET state = 0, attempts = 0, updated = ? WHERE key = ? RETURNING id, version").Bind(now).Bind(key);
            while (row.Step())
                refreshed.Add(new ContentRef(row.DocumentId(0), row.Int32(1)));
        }

        return refreshed;
    }
}
