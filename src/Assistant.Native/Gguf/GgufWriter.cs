using System.Text;

namespace Assistant.Native.Gguf;

/// <summary>
/// Writes a GGUF file of version 3: metadata, then tensors at multiples of 32 bytes. Tensors are written one at a time, so that a
/// file may be larger than memory. Not thread-safe.
/// </summary>
public sealed class GgufWriter
{
    internal const int Alignment = 32;
    internal const uint Version = 3;

    private readonly List<(string Key, object Value)> metadata = [];
    private readonly List<(string Name, GgufTensorType Type, long[] Shape, Action<Stream> Write)> tensors = [];

    /// <summary>Adds metadata.</summary>
    /// <param name="key">Its key, once.</param>
    /// <param name="value">A <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="uint"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="float"/>, <see cref="double"/>, or an array of one of them.</param>
    /// <exception cref="ArgumentException">The key is there already, or the value is of another type.</exception>
    public GgufWriter Set(string key, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        if (metadata.Exists(pair => pair.Key == key)) throw new ArgumentException($"{key} is set already.", nameof(key));
        _ = GgufValues.TypeOf(value is Array array ? array.GetType().GetElementType()! : value.GetType());
        metadata.Add((key, value));
        return this;
    }

    /// <summary>Adds a tensor whose bytes are made when the file is written.</summary>
    /// <param name="name">Its name, once.</param>
    /// <param name="type">Number format.</param>
    /// <param name="shape">Its sizes, the one whose numbers lie side by side first.</param>
    /// <param name="write">Writes exactly <see cref="GgufTensorTypes.Bytes"/> bytes.</param>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    /// <exception cref="GgufException">A row is no whole number of blocks.</exception>
    public GgufWriter Add(string name, GgufTensorType type, long[] shape, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (tensors.Exists(tensor => tensor.Name == name)) throw new ArgumentException($"{name} is there already.", nameof(name));
        _ = type.Bytes(shape);
        tensors.Add((name, type, shape, write));
        return this;
    }

    /// <summary>Writes the file; one that is there is replaced.</summary>
    /// <exception cref="InvalidOperationException">A tensor wrote another number of bytes than its shape has.</exception>
    public void Write(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true)) WriteHeader(writer);
        Pad(file);
        foreach (var (name, type, shape, write) in tensors)
        {
            var start = file.Position;
            write(file);
            if (file.Position - start != type.Bytes(shape)) throw new InvalidOperationException($"{name} has {type.Bytes(shape)} bytes, but {file.Position - start} were written.");
            Pad(file);
        }
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(FileStream file)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        file.Write(zeros[..(int)(Padded(file.Position) - file.Position)]);
    }

    private void WriteHeader(BinaryWriter writer)
    {
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            GgufValues.WriteText(writer, key);
            GgufValues.Write(writer, value);
        }

        var offset = 0L;
        foreach (var (name, type, shape, _) in tensors)
        {
            GgufValues.WriteText(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var size in shape) writer.Write((ulong)size);
            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += Padded(type.Bytes(shape));
        }
    }
}
