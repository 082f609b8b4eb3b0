using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assistant.Storage.Sqlite;

/// <summary>An open connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether the connection is outside a transaction.</summary>
    public bool AutoCommit => raw.sqlite3_get_autocommit(_connection.Handle) != 0;

    /// <summary>Opens a file, made when it is missing unless <paramref name="readOnly"/>, and runs pragmas on it.</summary>
    public static SqliteSession Open(string path, bool readOnly, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            // The sessions are pooled here, with their prepared statements.
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(pragmas + (readOnly ? ";PRAGMA query_only=ON" : ""));
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Gives the prepared statement of an SQL text, ready to be bound.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
        {
            statement.Reset();
            return statement;
        }

        return _statements[sql] = new SqliteStatement(_connection.Handle!, sql);
    }

    /// <summary>Runs statements that take no parameters.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Only texts of this project's own are run; values are always bound.")]
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Stops whatever the session runs, from any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_connection.Handle);

    /// <summary>Ends reads that were left in the middle, so that no snapshot is held.</summary>
    public void Reset()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
        if (!AutoCommit)
            Execute("ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }
}
