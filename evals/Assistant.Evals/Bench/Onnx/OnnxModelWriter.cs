using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Assistant.Evals.Bench.Onnx;

/// <summary>
/// Writes small ONNX graphs (IR version 8, operator set 17): inputs, weights, operators, outputs. Field numbers are those of
/// <c>onnx.proto</c>. For models with random weights that benches and tests need; nothing is checked.
/// </summary>
internal sealed class OnnxModelWriter
{
    internal const int Float = 1, Int64 = 7;
    private const int Varint = 0, Bytes = 2, Fixed32 = 5;

    private readonly List<byte[]> nodes = [], initializers = [], inputs = [], outputs = [];
    private int names;

    /// <summary>Declares an input; a size that is no number is left open under that name.</summary>
    internal OnnxModelWriter Input(string name, int type, params string[] shape)
    {
        inputs.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Declares an output.</summary>
    internal OnnxModelWriter Output(string name, int type, params string[] shape)
    {
        outputs.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Adds weights of 32-bit floats.</summary>
    /// <returns>Their name.</returns>
    internal string Weights(ReadOnlySpan<long> shape, Func<int, float> value)
    {
        long count = 1;
        foreach (var size in shape) count *= size;
        var raw = new byte[checked((int)count * sizeof(float))];
        for (var i = 0; i < count; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), value(i));
        return Raw(Float, shape, raw);
    }

    /// <summary>Adds whole numbers, one-dimensional, or a single one without dimensions.</summary>
    /// <returns>Their name.</returns>
    internal string Numbers(bool scalar, params ReadOnlySpan<long> values)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Raw(Int64, scalar ? [] : [values.Length], raw);
    }

    /// <summary>Adds weights as bytes, whatever their shape says.</summary>
    /// <returns>Their name.</returns>
    internal string Raw(int type, ReadOnlySpan<long> shape, byte[] raw)
    {
        var name = $"w{names++}";
        var tensor = new Message();
        foreach (var size in shape) tensor.Number(1, size);
        initializers.Add(tensor.Number(2, type).Text(8, name).Field(9, raw).ToArray());
        return name;
    }

    /// <summary>Adds weights that lie in another file.</summary>
    /// <returns>Their name.</returns>
    internal string External(ReadOnlySpan<long> shape, string location, long offset, long length)
    {
        var name = $"w{names++}";
        var tensor = new Message();
        foreach (var size in shape) tensor.Number(1, size);
        tensor.Number(2, Float).Text(8, name);
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("length", length.ToString(System.Globalization.CultureInfo.InvariantCulture)) })
            tensor.Field(13, new Message().Text(1, key).Text(2, value).ToArray());
        initializers.Add(tensor.Number(14, 1).ToArray());
        return name;
    }

    /// <summary>Adds an operator with one output.</summary>
    /// <returns>The name of its output, made up unless one is given.</returns>
    internal string Node(string type, string[] from, string? to = null, string domain = "", params (string Name, object Value)[] attributes)
    {
        to ??= $"v{names++}";
        var node = new Message();
        foreach (var input in from) node.Text(1, input);
        node.Text(2, to).Text(4, type);
        foreach (var (name, value) in attributes) node.Field(5, Attribute(name, value));
        if (domain.Length > 0) node.Text(7, domain);
        nodes.Add(node.ToArray());
        return to;
    }

    /// <summary>The graph alone, as an attribute of an operator takes it.</summary>
    internal byte[] ToGraph()
    {
        var graph = new Message();
        foreach (var node in nodes) graph.Field(1, node);
        graph.Text(2, "graph");
        foreach (var initializer in initializers) graph.Field(5, initializer);
        foreach (var input in inputs) graph.Field(11, input);
        foreach (var output in outputs) graph.Field(12, output);
        return graph.ToArray();
    }

    /// <summary>Writes the model.</summary>
    internal void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        file.Write(new Message().Number(1, 8).Text(2, "assistant").Field(7, ToGraph()).Field(8, new Message().Text(1, "").Number(2, 17).ToArray()).ToArray());
    }

    private static byte[] Attribute(string name, object value)
    {
        var attribute = new Message().Text(1, name);
        switch (value)
        {
            case float number:
                return attribute.Fixed(2, number).Number(20, 1).ToArray();
            case long number:
                return attribute.Number(3, number).Number(20, 2).ToArray();
            case byte[] graph:
                return attribute.Field(6, graph).Number(20, 5).ToArray();
            case long[] numbers:
                foreach (var number in numbers) attribute.Number(8, number);
                return attribute.Number(20, 7).ToArray();
            default:
                throw new ArgumentException($"{value.GetType().Name} is no type of attributes here.", nameof(value));
        }
    }

    private static byte[] Value(string name, int type, string[] shape)
    {
        var dimensions = new Message();
        foreach (var size in shape)
            dimensions.Field(1, long.TryParse(size, System.Globalization.CultureInfo.InvariantCulture, out var number) ? new Message().Number(1, number).ToArray() : new Message().Text(2, size).ToArray());
        var tensor = new Message().Number(1, type).Field(2, dimensions.ToArray());
        return new Message().Text(1, name).Field(2, new Message().Field(1, tensor.ToArray()).ToArray()).ToArray();
    }

    /// <summary>Fields in the wire format.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        internal Message Number(int field, long value)
        {
            Write((ulong)field << 3 | Varint);
            Write((ulong)value);
            return this;
        }

        internal Message Fixed(int field, float value)
        {
            Write((ulong)field << 3 | Fixed32);
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            bytes.Write(four);
            return this;
        }

        internal Message Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

        internal Message Field(int field, byte[] value)
        {
            Write((ulong)field << 3 | Bytes);
            Write((ulong)value.Length);
            bytes.Write(value);
            return this;
        }

        internal byte[] ToArray() => bytes.WrittenSpan.ToArray();

        private void Write(ulong value)
        {
            for (; value >= 0x80; value >>= 7) bytes.Write([(byte)(value | 0x80)]);
            bytes.Write([(byte)value]);
        }
    }
}
