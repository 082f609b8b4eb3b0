using Assistant.Storage.Sqlite;

namespace Assistant.Storage.Fts5;

/// <summary>
/// Keeps the statistics of BM25 right after deletions. A contentless-delete table goes on counting the rows and words of what
/// was deleted, so scores would depend on history instead of content. The counts are one record of the table's own data (id 1:
/// number of rows, then tokens of each column, all as SQLite varints); what the deleted rows gave to it stands in the docsize table.
/// </summary>
internal sealed class Fts5Totals
{
    // Number of rows, then tokens of each of the five columns.
    private readonly long[] _removed = new long[6];

    /// <summary>Notes what the rows of a range count, before they are deleted.</summary>
    public void Read(SqliteSession session, long first, long last)
    {
        var rows = session.Statement("SELECT sz FROM chunk_text_docsize WHERE id BETWEEN ? AND ?").Bind(first).Bind(last);
        while (rows.Step())
        {
            _removed[0]++;
            var sizes = rows.Bytes(0);
            for (var column = 1; column < _removed.Length; column++)
                _removed[column] += ReadVarint(ref sizes);
        }
    }

    /// <summary>Takes the noted rows out of the record, within the transaction that deleted them.</summary>
    public void Subtract(SqliteSession session)
    {
        if (_removed[0] == 0)
            return;

        // A savepoint makes FTS5 write what it holds, the record included, and read it again before its next use.
        session.Statement("SAVEPOINT totals").Run();
        session.Statement("RELEASE totals").Run();
        var record = session.Statement("SELECT block FROM chunk_text_data WHERE id = 1");
        record.Step();
        var totals = record.Bytes(0);
        Span<byte> corrected = stackalloc byte[9 * _removed.Length];
        var length = 0;
        foreach (var removed in _removed)
            length += WriteVarint(corrected[length..], Math.Max(0, ReadVarint(ref totals) - removed));
        record.Reset();
        session.Statement("UPDATE chunk_text_data SET block = ? WHERE id = 1").Bind(corrected[..length]).Run();
        Clear();
    }

    /// <summary>Forgets what was noted.</summary>
    public void Clear() => Array.Clear(_removed);

    // Big-endian groups of seven bits; the high bit says that another follows. Counts stay far below the nine-byte form.
    private static long ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        var i = 0;
        byte next;
        do
        {
            next = bytes[i++];
            value = (value << 7) | (long)(next & 0x7f);
        }
        while ((next & 0x80) != 0);
        bytes = bytes[i..];
        return value;
    }

    private static int WriteVarint(Span<byte> bytes, long value)
    {
        var length = 1;
        for (var rest = value >> 7; rest > 0; rest >>= 7)
            length++;
        for (var i = length - 1; i >= 0; i--, value >>= 7)
            bytes[i] = (byte)((int)(value & 0x7f) + (i == length - 1 ? 0 : 0x80));
        return length;
    }
}
