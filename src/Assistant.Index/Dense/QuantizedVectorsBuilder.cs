namespace Assistant.Index.Dense;

/// <summary>Collects rows and quantizes them as they come.</summary>
/// <remarks>
/// One thread adds; a <see cref="Snapshot"/> may be searched by others while rows are added, because rows never change and
/// growth moves to new memory while older snapshots keep theirs.
/// </remarks>
public sealed unsafe class QuantizedVectorsBuilder
{
    private readonly int _stride;
    private Planes _planes;

    /// <summary>Starts an empty set of rows.</summary>
    /// <param name="dimensions">Width, 1 to 16,384.</param>
    /// <param name="capacity">Rows to make room for at once; more are taken by doubling.</param>
    public QuantizedVectorsBuilder(int dimensions, int capacity = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, VectorQuantizer.MaxDimensions);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Dimensions = dimensions;
        _stride = VectorQuantizer.Stride(dimensions);
        _planes = new Planes(Math.Max(capacity, 16), _stride);
    }

    /// <summary>Width of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Rows so far; the next row gets this number.</summary>
    public int Count { get; private set; }

    /// <summary>Native memory held, in bytes.</summary>
    public long MemoryBytes => _planes.Bytes;

    /// <summary>Adds a row and returns its number.</summary>
    /// <exception cref="ArgumentException">The width differs or a value is not finite.</exception>
    public int Add(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"A vector of width {vector.Length} where {Dimensions} is held.", nameof(vector));
        Reserve();
        var offset = (long)Count * _stride;
        var scale = VectorQuantizer.Quantize(vector, _planes.Codes.Start + offset, (sbyte*)_planes.Residuals.Start + offset, _stride);
        ((float*)_planes.Scales.Start)[Count] = scale;
        return Count++;
    }

    /// <summary>Copies a row of another set without a second rounding, for merges; returns its number here.</summary>
    public int Add(QuantizedVectors source, int row)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Dimensions != Dimensions)
            throw new ArgumentException($"Rows of width {source.Dimensions} where {Dimensions} is held.", nameof(source));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)source.Count, nameof(row));
        Reserve();
        var from = (long)row * _stride;
        var to = (long)Count * _stride;
        Buffer.MemoryCopy(source.Codes + from, _planes.Codes.Start + to, _stride, _stride);
        Buffer.MemoryCopy(source.Residuals + from, _planes.Residuals.Start + to, _stride, _stride);
        ((float*)_planes.Scales.Start)[Count] = source.Scales[row];
        return Count++;
    }

    /// <summary>The rows so far, readable while more are added. Copies nothing.</summary>
    public QuantizedVectors Snapshot() => new(
        Dimensions, Count, _planes.Codes.Start, (sbyte*)_planes.Residuals.Start, (float*)_planes.Scales.Start, _planes);

    private void Reserve()
    {
        if (Count < _planes.Capacity)
            return;
        var capacity = (int)Math.Min(Array.MaxLength, Math.Max(16L, _planes.Capacity * 2L));
        if (Count >= capacity)
            throw new InvalidOperationException($"A set of rows holds at most {capacity}.");
        var larger = new Planes(capacity, _stride);
        var bytes = (long)Count * _stride;
        Buffer.MemoryCopy(_planes.Codes.Start, larger.Codes.Start, bytes, bytes);
        Buffer.MemoryCopy(_planes.Residuals.Start, larger.Residuals.Start, bytes, bytes);
        Buffer.MemoryCopy(_planes.Scales.Start, larger.Scales.Start, Count * 4L, Count * 4L);
        // The old planes are left to their finalizers: a snapshot may still read them.
        _planes = larger;
    }

    private sealed class Planes(int capacity, int stride)
    {
        public int Capacity { get; } = capacity;

        public NativeBuffer Codes { get; } = new((long)capacity * stride);

        public NativeBuffer Residuals { get; } = new((long)capacity * stride);

        public NativeBuffer Scales { get; } = new((long)capacity * sizeof(float));

        public long Bytes => Codes.Length + Residuals.Length + Scales.Length;
    }
}
