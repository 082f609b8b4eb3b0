using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Writes the change log.</summary>
internal static class ChangeRows
{
    /// <summary>Appends a change and gives its number.</summary>
    public static long Append(WriteTransaction transaction, IndexChangeKind kind, long firstKey, long lastKey) =>
        transaction.Statement("INSERT INTO change(kind, first, last, mark) VALUES(?, ?, ?, random()) RETURNING sequence").Bind((int)kind).Bind(firstKey).Bind(lastKey).Scalar()!.Value;
}
