using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Bench;

/// <summary>Vectors in SQLite, a durable transaction for each call.</summary>
internal sealed class VectorTable : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();
    private int count;

    internal VectorTable(string path)
    {
        connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;CREATE TABLE vector(id INTEGER PRIMARY KEY, value BLOB NOT NULL)";
        create.ExecuteNonQuery();
    }

    internal int Count => Volatile.Read(ref count);

    internal void Add(IEnumerable<Embedding<float>> embeddings)
    {
        lock (gate)
        {
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "INSERT INTO vector(value) VALUES($value)";
            var value = insert.Parameters.Add("$value", SqliteType.Blob);
            foreach (var embedding in embeddings)
            {
                value.Value = MemoryMarshal.AsBytes(embedding.Vector.Span).ToArray();
                insert.ExecuteNonQuery();
                count++;
            }

            transaction.Commit();
        }
    }

    public void Dispose() => connection.Dispose();
}
