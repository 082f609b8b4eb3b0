namespace Assistant.Storage.Sqlite;

/// <summary>What a write may do inside the writer's transaction.</summary>
internal sealed class WriteTransaction(SqliteSession session)
{
    /// <summary>Gives the prepared statement of an SQL text.</summary>
    public SqliteStatement Statement(string sql) => session.Statement(sql);

    /// <summary>The connection, for code that reads as well as writes.</summary>
    public SqliteSession Session => session;

    /// <summary>Blobs whose rows are gone: their files are removed once the transaction is on disk.</summary>
    public List<Core.Content.BlobHash> RemovedFiles { get; } = [];

    /// <summary>Whether text was deleted, so that the write-ahead log is emptied after the commit.</summary>
    public bool ContentErased { get; set; }
}
