using System.Collections.Concurrent;

namespace Assistant.Storage.Sqlite;

/// <summary>Read connections of one file, kept open between uses with their prepared statements. Safe for many threads.</summary>
internal sealed class SessionPool(string path, string pragmas) : IDisposable
{
    // More than this many idle ones only cost memory: readers are bound by the cores.
    private static readonly int _mostIdle = Math.Max(4, 2 * Environment.ProcessorCount);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _disposed;

    public SqliteSession Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var session) ? session : SqliteSession.Open(path, readOnly: true, pragmas);
    }

    /// <summary>Takes a session back that works; one that threw is disposed by its user instead.</summary>
    public void Return(SqliteSession session)
    {
        if (_disposed || _idle.Count >= _mostIdle)
        {
            session.Dispose();
            return;
        }

        session.Reset();
        _idle.Add(session);
    }

    /// <summary>Runs a read of one or more statements on one session; with <paramref name="snapshot"/> they all see the same moment.</summary>
    public T Read<T>(Func<SqliteSession, T> read, bool snapshot = false)
    {
        var session = Rent();
        try
        {
            if (snapshot)
                session.Statement("BEGIN").Run();
            var result = read(session);
            if (snapshot)
                session.Statement("COMMIT").Run();
            Return(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }
}
