using System.Text;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Serving;

/// <summary>
/// Adapters as bytes, little-endian: the magic <c>ASADAPT1</c>, then one adapter — a byte for its kind and its fields, matrices as rows, columns
/// and float32 values. The same adapter gives the same bytes. Reading checks kinds, sizes, that every value is finite and that nothing follows.
/// </summary>
public static class AdapterCodec
{
    private const int Deepest = 3, MostParts = 4_096, MostDimensions = 16_384;
    private static readonly byte[] Family = Encoding.ASCII.GetBytes("ASADAPT");
    private const byte Format = (byte)'1';

    private enum Kind : byte
    {
        Identity,
        Linear,
        LowRank,
        Routed,
    }

    /// <summary>Writes an adapter.</summary>
    /// <exception cref="ArgumentException">There is no form for adapters of this type.</exception>
    public static byte[] Write(IQueryAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Family);
            writer.Write(Format);
            Write(writer, adapter);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads an adapter.</summary>
    /// <param name="bytes">What <see cref="Write(IQueryAdapter)"/> gave.</param>
    /// <param name="dimensions">Width d of the vectors that it is to move.</param>
    /// <exception cref="AdapterRefusedException">They are not an adapter, of a newer format, broken, not finite, or of another width.</exception>
    public static IQueryAdapter Read(ReadOnlyMemory<byte> bytes, int dimensions)
    {
        if (bytes.Length < 9 || !bytes.Span.StartsWith(Family)) throw new AdapterRefusedException("the file is not an adapter");
        if (bytes.Span[Family.Length] != Format) throw new AdapterRefusedException("the file is of another format than this version reads; use the version that wrote it, or train again");
        using var stream = new MemoryStream(bytes.ToArray(), Family.Length + 1, bytes.Length - Family.Length - 1);
        using var reader = new BinaryReader(stream);
        try
        {
            var adapter = Read(reader, dimensions, 0);
            return stream.Position == stream.Length ? adapter : throw new AdapterRefusedException("the file goes on after its adapter ends");
        }
        catch (EndOfStreamException error)
        {
            throw new AdapterRefusedException("the file ends before its adapter does", error);
        }
    }

    private static void Write(BinaryWriter writer, IQueryAdapter adapter)
    {
        switch (adapter)
        {
            case IdentityAdapter:
                writer.Write((byte)Kind.Identity);
                break;
            case LinearAdapter linear:
                writer.Write((byte)Kind.Linear);
                writer.Write(linear.Scale);
                Write(writer, linear.Weights);
                break;
            case LowRankAdapter { Mask: null } low:
                writer.Write((byte)Kind.LowRank);
                writer.Write(low.Scale);
                Write(writer, low.A);
                Write(writer, low.B);
                break;
            case RoutedAdapter routed:
                writer.Write((byte)Kind.Routed);
                writer.Write(routed.Router.Count);
                foreach (var (centroids, limit) in routed.Router.Domains)
                {
                    writer.Write(limit);
                    Write(writer, centroids);
                }

                writer.Write(routed.Experts.Count);
                foreach (var expert in routed.Experts) Write(writer, expert);
                break;
            default:
                throw new ArgumentException($"There is no file form for {adapter.GetType().Name}.", nameof(adapter));
        }
    }

    private static IQueryAdapter Read(BinaryReader reader, int dimensions, int depth)
    {
        if (depth == Deepest) throw new AdapterRefusedException("its parts are nested too deeply");
        var kind = (Kind)reader.ReadByte();
        switch (kind)
        {
            case Kind.Identity:
                return IdentityAdapter.Instance;
            case Kind.Linear:
                var scale = Share(reader);
                return new LinearAdapter(Matrix(reader, dimensions, dimensions), scale);
            case Kind.LowRank:
                scale = Share(reader);
                var a = Matrix(reader, null, dimensions);
                return new LowRankAdapter(a, Matrix(reader, a.Rows, dimensions), scale);
            case Kind.Routed:
                var router = new DomainRouter();
                for (var left = Count(reader); left > 0; left--)
                {
                    var limit = Finite(reader.ReadSingle());
                    router.Add(Matrix(reader, null, dimensions), limit);
                }

                var experts = new List<IQueryAdapter>();
                for (var left = Count(reader); left > 0; left--) experts.Add(Read(reader, dimensions, depth + 1));
                return experts.Count == 1 || experts.Count == router.Count ? new RoutedAdapter(router, experts) : throw new AdapterRefusedException($"it has {experts.Count} experts for {router.Count} domains");
            default:
                throw new AdapterRefusedException($"it holds a part of the unknown kind {(byte)kind}");
        }
    }

    private static void Write(BinaryWriter writer, Matrix matrix)
    {
        writer.Write(matrix.Rows);
        writer.Write(matrix.Columns);
        foreach (var value in matrix.Values) writer.Write(value);
    }

    private static Matrix Matrix(BinaryReader reader, int? rows, int columns)
    {
        var (r, c) = (reader.ReadInt32(), reader.ReadInt32());
        if (c != columns) throw new AdapterRefusedException($"it is for vectors of {c} dimensions, and the encoder gives {columns}");
        if (r is < 1 or > MostDimensions || (rows is { } wanted && r != wanted)) throw new AdapterRefusedException($"a matrix of it has {r} rows{(rows is null ? "" : $", not {rows}")}");
        if ((long)r * c * sizeof(float) > reader.BaseStream.Length - reader.BaseStream.Position) throw new AdapterRefusedException("the file ends before its adapter does");
        var matrix = new Matrix(r, c);
        foreach (ref var value in matrix.Values) value = Finite(reader.ReadSingle());
        return matrix;
    }

    private static int Count(BinaryReader reader) => reader.ReadInt32() is >= 1 and <= MostParts and var count ? count : throw new AdapterRefusedException("it says an impossible number of parts");

    private static float Share(BinaryReader reader) => reader.ReadSingle() is >= 0 and <= 1 and var scale ? scale : throw new AdapterRefusedException("its scale is not within 0 to 1");

    private static float Finite(float value) => float.IsFinite(value) ? value : throw new AdapterRefusedException("it holds values that are not finite");
}
