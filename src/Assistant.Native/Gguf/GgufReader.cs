using System.Globalization;
using System.Text;

namespace Assistant.Native.Gguf;

/// <summary>Reads the part of a GGUF file before its weights. Whatever it allocates is bounded by the length of the file.</summary>
internal sealed class GgufReader(FileStream file) : IDisposable
{
    // Names longer than 63 bytes do not fit into the engine's tensors; it takes no more than 65,536 of them.
    private const int LongestName = 63, MostTensors = 1 << 16, MostKeys = 1 << 16, LongestKey = 65_535, MostSizes = 4;

    private readonly BinaryReader reader = new(file, Encoding.UTF8, leaveOpen: true);
    private readonly long length = file.Length;

    internal (uint Version, Dictionary<string, object> Metadata, List<GgufTensor> Tensors) ReadAll()
    {
        if (length < 24) throw new GgufException(length == 0 ? "it is empty" : "it is too short for a GGUF file");
        var magic = reader.ReadBytes(4);
        if (!magic.AsSpan().SequenceEqual("GGUF"u8)) throw new GgufException("it is not a GGUF file");
        var version = reader.ReadUInt32();
        if (version is not (2 or 3)) throw new GgufException((version & 0xFFFF) == 0 ? "it is of a machine with the other byte order" : $"its version of GGUF is {version}; 2 and 3 can be read");
        var tensorCount = Count(reader.ReadUInt64(), MostTensors, 24, "tensors");
        var keyCount = Count(reader.ReadUInt64(), MostKeys, 13, "metadata entries");

        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < keyCount; i++)
        {
            var key = Text(LongestKey, "a metadata key");
            if (!metadata.TryAdd(key, Value(key, reader.ReadUInt32()))) throw new GgufException($"the metadata {Shown(key)} stands there twice");
        }

        var alignment = metadata.TryGetValue("general.alignment", out var wanted)
            ? wanted is uint given && given is >= 8 and <= 1 << 16 && uint.IsPow2(given) ? given : throw new GgufException($"its alignment is {wanted}")
            : GgufWriter.Alignment;
        // The first part of a model in several files may have no tensors.
        if (tensorCount == 0 && !metadata.ContainsKey("split.count")) throw new GgufException("it has no tensors");
        return (version, metadata, Place(Tensors(tensorCount), alignment));
    }

    public void Dispose() => reader.Dispose();

    private static string Shown(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}…'";

    private static int Aligned(long position, uint alignment) => (int)((alignment - (position % alignment)) % alignment);

    private List<GgufTensor> Tensors(int count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<GgufTensor>(count);
        for (var i = 0; i < count; i++)
        {
            var name = Text(LongestName, "a tensor's name");
            if (!names.Add(name)) throw new GgufException($"the tensor {Shown(name)} stands there twice");
            var sizes = reader.ReadUInt32();
            if (sizes is 0 or > MostSizes) throw new GgufException($"the tensor {Shown(name)} has {sizes} sizes");
            var shape = new long[sizes];
            for (var j = 0; j < shape.Length; j++)
            {
                shape[j] = checked((long)reader.ReadUInt64());
                if (shape[j] < 1) throw new GgufException($"the tensor {Shown(name)} is empty");
            }

            var type = (GgufTensorType)reader.ReadUInt32();
            try
            {
                tensors.Add(new GgufTensor(name, type, shape, checked((long)reader.ReadUInt64()), type.Bytes(shape)));
            }
            catch (GgufException e)
            {
                throw new GgufException($"the tensor {Shown(name)} is wrong: {e.Message}", e);
            }
        }

        return tensors;
    }

    /// <summary>Turns offsets from the start of the weights into places in the file, and checks that each lies in it, right behind the one before.</summary>
    private List<GgufTensor> Place(List<GgufTensor> tensors, uint alignment)
    {
        var start = file.Position + Aligned(file.Position, alignment);
        var next = 0L;
        for (var i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            if (tensor.Offset != next) throw new GgufException(string.Create(CultureInfo.InvariantCulture, $"the tensor {Shown(tensor.Name)} begins at {tensor.Offset}, not behind the one before at {next}"));
            var end = checked(start + tensor.Offset + tensor.Bytes);
            if (end > length) throw new GgufException(string.Create(CultureInfo.InvariantCulture, $"it is cut short: the tensor {Shown(tensor.Name)} ends at byte {end}, the file at {length}"));
            next = checked(tensor.Offset + tensor.Bytes + Aligned(tensor.Bytes, alignment));
            tensors[i] = tensor with { Offset = start + tensor.Offset };
        }

        return tensors;
    }

    private object Value(string key, uint type)
    {
        if (type != GgufValues.ArrayType) return Scalar(key, type);
        var items = reader.ReadUInt32();
        var count = reader.ReadUInt64();
        return items switch
        {
            0 => Items(key, count, 1, reader.ReadByte),
            1 => Items(key, count, 1, reader.ReadSByte),
            2 => Items(key, count, 2, reader.ReadUInt16),
            3 => Items(key, count, 2, reader.ReadInt16),
            4 => Items(key, count, 4, reader.ReadUInt32),
            5 => Items(key, count, 4, reader.ReadInt32),
            6 => Items(key, count, 4, reader.ReadSingle),
            7 => Items(key, count, 1, Boolean),
            8 => Items(key, count, 8, () => Text(int.MaxValue, $"a text of {Shown(key)}")),
            10 => Items(key, count, 8, reader.ReadUInt64),
            11 => Items(key, count, 8, reader.ReadInt64),
            12 => Items(key, count, 8, reader.ReadDouble),
            _ => throw new GgufException($"the metadata {Shown(key)} is an array of the unknown type {items}"),
        };
    }

    private object Scalar(string key, uint type) => type switch
    {
        0 => reader.ReadByte(),
        1 => reader.ReadSByte(),
        2 => reader.ReadUInt16(),
        3 => reader.ReadInt16(),
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => Boolean(),
        8 => Text(int.MaxValue, $"the metadata {Shown(key)}"),
        10 => reader.ReadUInt64(),
        11 => reader.ReadInt64(),
        12 => reader.ReadDouble(),
        _ => throw new GgufException($"the metadata {Shown(key)} is of the unknown type {type}"),
    };

    private bool Boolean() => reader.ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new GgufException($"a boolean is {other}"),
    };

    private T[] Items<T>(string key, ulong count, int bytesEach, Func<T> read)
    {
        var items = new T[Count(count, int.MaxValue, bytesEach, $"values of {Shown(key)}")];
        for (var i = 0; i < items.Length; i++) items[i] = read();
        return items;
    }

    /// <summary>A count that the rest of the file has room for.</summary>
    private int Count(ulong count, int most, int bytesEach, string what) =>
        count <= (ulong)most && (long)count <= (length - file.Position) / bytesEach ? (int)count : throw new GgufException($"it says that it has {count} {what}, which it has no room for");

    private string Text(int most, string what)
    {
        var bytes = reader.ReadUInt64();
        if (bytes > (ulong)most || (long)bytes > length - file.Position) throw new GgufException($"{what} says that it has {bytes} bytes");
        return Encoding.UTF8.GetString(reader.ReadBytes((int)bytes));
    }
}
