using System.Text;
using Assistant.Core.Content;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assistant.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again on one connection. Parameters are bound in their order; columns are read
/// by position. Straight over the C API because a command object of ADO.NET looks every parameter up by name at every run.
/// Not safe for several threads.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _buffer = new byte[256];
    private int _parameter;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_parameter, value));
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(double value)
    {
        Check(raw.sqlite3_bind_double(_statement, ++_parameter, value));
        return this;
    }

    public SqliteStatement Bind(double? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(string? value)
    {
        if (value is null)
            return BindNull();

        // By length, so that a NUL character does not end the text; unpaired surrogates become U+FFFD.
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_buffer.Length < most)
            _buffer = new byte[most > 1 << 20 ? Encoding.UTF8.GetByteCount(value) : most];
        var length = Encoding.UTF8.GetBytes(value, _buffer);
        Check(raw.sqlite3_bind_text(_statement, ++_parameter, _buffer.AsSpan(0, length)));
        if (_buffer.Length > 1 << 20)
            _buffer = new byte[256];
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, ++_parameter, value));
        return this;
    }

    public SqliteStatement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(bytes);
    }

    public SqliteStatement Bind(Guid? value) => value is { } guid ? Bind(guid) : BindNull();

    public SqliteStatement Bind(DocumentId value) => Bind(value.Value);

    public SqliteStatement Bind(DocumentId? value) => Bind(value?.Value);

    public SqliteStatement Bind(BlobHash value)
    {
        Span<byte> digest = stackalloc byte[32];
        Convert.FromHexString(value.Hex, digest, out _, out _);
        return Bind(digest);
    }

    public SqliteStatement Bind(DateTimeOffset value) => Bind(value.ToUnixTimeMilliseconds());

    public SqliteStatement Bind(DateTimeOffset? value) => Bind(value?.ToUnixTimeMilliseconds());

    /// <summary>Steps to the next row; false at the end, where the statement is ready for its next use.</summary>
    public bool Step()
    {
        switch (raw.sqlite3_step(_statement))
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                Reset();
                return false;
            case var code:
                var error = Error(code);
                Reset();
                throw error;
        }
    }

    /// <summary>Runs to the end and tells how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Reads the first column of the first row; null when there is no row or it holds NULL.</summary>
    public long? Scalar()
    {
        if (!Step())
            return null;
        long? value = IsNull(0) ? null : Int64(0);
        Reset();
        return value;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(_statement, column);

    public int? Int32OrNull(int column) => IsNull(column) ? null : Int32(column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Bytes that are valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public Guid Guid(int column) => new(Bytes(column), bigEndian: true);

    public DocumentId DocumentId(int column) => new(Guid(column));

    public BlobHash BlobHash(int column) => Core.Content.BlobHash.FromDigest(Bytes(column));

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    /// <summary>Makes it ready for its next use; a finished read transaction depends on it.</summary>
    public void Reset()
    {
        _parameter = 0;
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_parameter));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Error(code);
    }

    private SqliteException Error(int code) =>
        new($"SQLite error {code}: {raw.sqlite3_errmsg(_database).utf8_to_string()}", code & 0xff, raw.sqlite3_extended_errcode(_database));
}
