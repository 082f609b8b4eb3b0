using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Assistant.Storage.Fts5;

/// <summary>An open index file: one writing session and pooled readers. The rows and the number of the last change they contain are one transaction.</summary>
internal sealed class Fts5File : IDisposable
{
    private const int Format = 2;

    // NORMAL: what a power cut takes from the log's end is read again from the change log.
    private const string Pragmas = "PRAGMA busy_timeout=30000;PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;PRAGMA wal_autocheckpoint=4000;PRAGMA cache_size=-16384";
    // No memory map: every reader would count the whole file as resident; the operating system caches it anyway.
    private const string ReaderPragmas = "PRAGMA busy_timeout=30000;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16384";

    // Weights of title, headings, body, cjk pairs; scope tokens only restrict. Chosen on cranfield, cisi and npl.
    private const string Schema = """
        CREATE VIRTUAL TABLE chunk_text USING fts5(title, headings, body, cjk, scope, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2');
        INSERT INTO chunk_text(chunk_text, rank) VALUES('rank', 'bm25(2.0, 1.5, 1.0, 1.0, 0.0)');
        CREATE TABLE chunk(key INTEGER PRIMARY KEY, collection INTEGER NOT NULL, kind INTEGER NOT NULL, date INTEGER NOT NULL);
        CREATE TABLE present(collection INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY(collection, kind)) WITHOUT ROWID;
        CREATE TABLE applied(sequence INTEGER NOT NULL);
        INSERT INTO applied VALUES(0);
        PRAGMA user_version=2;
        """;

    private readonly SqliteSession _writer;
    private readonly StringBuilder _words = new();
    private readonly StringBuilder _pairs = new();
    private readonly HashSet<(int Collection, ContentKind Kind)> _present = [];
    private readonly Fts5Totals _removed = new();

    private Fts5File(string path, SqliteSession writer)
    {
        Path = path;
        _writer = writer;
        Readers = new SessionPool(path, ReaderPragmas);
        Sequence = ReadSequence(writer);
        var rows = writer.Statement("SELECT collection, kind FROM present");
        while (rows.Step())
            _present.Add((rows.Int32(0), (ContentKind)rows.Int32(1)));
    }

    public string Path { get; }

    public SessionPool Readers { get; }

    /// <summary>The last change that the rows contain. Written by the writing session only.</summary>
    public long Sequence { get; private set; }

    /// <summary>Opens an index file, or makes an empty one.</summary>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another format.</exception>
    public static Fts5File Open(string path)
    {
        var exists = File.Exists(path) && new FileInfo(path).Length > 0;
        var unclean = File.Exists(path + "-wal") && new FileInfo(path + "-wal").Length > 0;
        var session = SqliteSession.Open(path, readOnly: false, Pragmas);
        try
        {
            if (exists)
                Check(session, path, unclean);
            else
                session.Execute($"BEGIN;{Schema}COMMIT;");
            return new Fts5File(path, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Removes an index file with what SQLite keeps beside it.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
            File.Delete(path + suffix);
    }

    /// <summary>Whether an error says that the file is damaged: SQLITE_CORRUPT or SQLITE_NOTADB.</summary>
    public static bool IsDamage(Exception exception) => exception is SqliteException { SqliteErrorCode: 11 or 26 } or InvalidDataException;

    /// <summary>Reads the last change that a session sees.</summary>
    public static long ReadSequence(SqliteSession session) =>
        session.Statement("SELECT sequence FROM applied").Scalar() ?? throw new InvalidDataException("The index does not say which change it contains.");

    /// <summary>Begins a group of changes.</summary>
    public void Begin() => _writer.Statement("BEGIN IMMEDIATE").Run();

    /// <summary>Adds chunks that the index does not hold.</summary>
    public void Add(IReadOnlyList<IndexedChunk> chunks)
    {
        var row = _writer.Statement("INSERT INTO chunk(key, collection, kind, date) VALUES(?, ?, ?, ?)");
        var text = _writer.Statement("INSERT INTO chunk_text(rowid, title, headings, body, cjk, scope) VALUES(?, ?, ?, ?, ?, ?)");
        foreach (var chunk in chunks)
        {
            row.Bind(chunk.Key).Bind(chunk.CollectionKey).Bind((int)chunk.DocumentKind).Bind(chunk.Date).Run();
            _pairs.Clear();
            text.Bind(chunk.Key).Bind(Words(chunk.Title)).Bind(Words(chunk.Headings.Count == 0 ? null : string.Join(" \n ", chunk.Headings)))
                .Bind(Words(chunk.Text)).Bind(_pairs.ToString()).Bind(MatchExpression.Scope(chunk.CollectionKey, chunk.DocumentKind, chunk.Tags)).Run();
            if (_present.Add((chunk.CollectionKey, chunk.DocumentKind)))
                _writer.Statement("INSERT OR IGNORE INTO present(collection, kind) VALUES(?, ?)").Bind(chunk.CollectionKey).Bind((int)chunk.DocumentKind).Run();
        }
    }

    /// <summary>Removes the chunks of a range.</summary>
    public void Remove(long first, long last)
    {
        if (_writer.Statement("DELETE FROM chunk WHERE key BETWEEN ? AND ?").Bind(first).Bind(last).Run() == 0)
            return;
        _removed.Read(_writer, first, last);
        _writer.Statement("DELETE FROM chunk_text WHERE rowid BETWEEN ? AND ?").Bind(first).Bind(last).Run();
    }

    /// <summary>Ends a group: from here on, searches see it.</summary>
    public void Commit(long sequence)
    {
        _removed.Subtract(_writer);
        _writer.Statement("UPDATE applied SET sequence = ?").Bind(sequence).Run();
        _writer.Statement("COMMIT").Run();
        Sequence = sequence;
    }

    /// <summary>Takes a group back.</summary>
    public void Rollback()
    {
        _removed.Clear();
        if (_writer.AutoCommit)
            return;
        _writer.Statement("ROLLBACK").Run();
        _present.Clear();
        var rows = _writer.Statement("SELECT collection, kind FROM present");
        while (rows.Step())
            _present.Add((rows.Int32(0), (ContentKind)rows.Int32(1)));
    }

    /// <summary>Reads the keys that the index holds, ascending.</summary>
    public List<long> ReadKeys()
    {
        var rows = _writer.Statement("SELECT key FROM chunk ORDER BY key");
        var keys = new List<long>();
        while (rows.Step())
            keys.Add(rows.Int64(0));
        return keys;
    }

    /// <summary>Lets SQLite and FTS5 check themselves, and compares the text rows with the key table.</summary>
    public List<string> CheckIntegrity()
    {
        var problems = new List<string>();
        try
        {
            var rows = _writer.Statement("PRAGMA integrity_check(10)");
            while (rows.Step())
                if (rows.Text(0) is var line && line != "ok")
                    problems.Add(line);
            _writer.Execute("INSERT INTO chunk_text(chunk_text) VALUES('integrity-check')");
            var difference = _writer.Statement("SELECT (SELECT count(*) FROM chunk_text_docsize WHERE id NOT IN (SELECT key FROM chunk)) + (SELECT count(*) FROM chunk WHERE key NOT IN (SELECT id FROM chunk_text_docsize))").Scalar();
            if (difference != 0)
                problems.Add($"{difference} rows differ between the text table and the key table.");
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            problems.Add(exception.Message);
        }

        return problems;
    }

    public void Dispose()
    {
        Readers.Dispose();
        _writer.Dispose();
    }

    private static void Check(SqliteSession session, string path, bool unclean)
    {
        var format = session.Statement("SELECT user_version FROM pragma_user_version").Scalar();
        if (format != Format)
            throw new InvalidDataException($"The index has format {format}, not {Format}.");
        _ = ReadSequence(session);
        _ = session.Statement("SELECT rowid FROM chunk_text WHERE chunk_text MATCH '\"a\"' LIMIT 1").Scalar();

        // A file that was closed cleanly is only checked for its length; one that was not, page by page.
        var bytes = session.Statement("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scalar();
        if (!unclean && bytes > new FileInfo(path).Length)
            throw new InvalidDataException($"The index has {new FileInfo(path).Length} bytes instead of {bytes}.");
        if (!unclean)
            return;
        var problem = session.Statement("PRAGMA quick_check(1)");
        if (problem.Step() && problem.Text(0) is var line && line != "ok")
            throw new InvalidDataException(line);
        problem.Reset();
    }

    private string? Words(string? text)
    {
        if (text is null)
            return null;
        _words.Clear();
        CjkText.Split(text, _words, _pairs);
        return _words.ToString();
    }
}
