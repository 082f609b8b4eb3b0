using System.Globalization;
using static Assistant.Inference.Encoders.Folders.ProtobufReader;

namespace Assistant.Inference.Encoders.Folders;

/// <summary>
/// Looks through an untrusted ONNX file before the engine sees it: structure, nesting, sizes of weights against their shapes,
/// operator domains, and that weights kept outside lie inside the model's folder. Field numbers are those of <c>onnx.proto</c>.
/// </summary>
internal sealed class OnnxFileCheck
{
    private const int DeepestGraph = 8, MostNodes = 1_000_000, HighestRank = 16, LongestName = 16 * 1024;
    private static readonly string[] KnownDomains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    private readonly ProtobufReader reader;
    private readonly ModelFiles files;
    private readonly string directory;
    private readonly long mostBytes;
    private readonly List<(string Domain, string Operator)> operators = [];
    private readonly HashSet<string> functionDomains = new(StringComparer.Ordinal);
    private readonly HashSet<string> initializers = new(StringComparer.Ordinal), external = new(StringComparer.Ordinal);
    private readonly List<OnnxInput> inputs = [];
    private long weightBytes;
    private int nodes;

    private OnnxFileCheck(Stream stream, ModelFiles files, string directory, long mostBytes) =>
        (reader, this.files, this.directory, this.mostBytes) = (new ProtobufReader(stream), files, directory, mostBytes);

    /// <summary>Checks a file.</summary>
    /// <param name="files">The model's folder.</param>
    /// <param name="relative">The file in it.</param>
    /// <param name="mostBytes">Most bytes of the file and of its weights.</param>
    /// <returns>The inputs that it must be given, and full paths of the files that hold weights outside.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or not allowed; the message says why.</exception>
    internal static (IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<string> External) Run(ModelFiles files, string relative, long mostBytes)
    {
        using var stream = new FileStream(files.Need(relative), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        if (stream.Length > mostBytes) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has {stream.Length >> 20} MB; {mostBytes >> 20} are allowed"));
        if (stream.Length == 0) throw new InvalidDataException("it is empty");
        var check = new OnnxFileCheck(stream, files, Path.GetDirectoryName(relative) ?? "", mostBytes);
        try
        {
            check.Model();
        }
        catch (OverflowException)
        {
            throw Broken("a number is out of range");
        }

        return ([.. check.inputs.Where(input => !check.initializers.Contains(input.Name))], [.. check.external]);
    }

    private void Model()
    {
        var (version, graph) = (false, false);
        while (reader.TryReadField(reader.Length, out var field, out var type))
        {
            switch (field, type)
            {
                case (1, Varint):
                    version = reader.ReadVarint() is > 0 and < 1_000;
                    break;
                case (7, Bytes):
                    graph = true;
                    Graph(reader.ReadEnd(reader.Length), depth: 1);
                    break;
                case (25, Bytes):
                    Function(reader.ReadEnd(reader.Length));
                    break;
                default:
                    reader.Skip(type, reader.Length);
                    break;
            }
        }

        if (!version || !graph) throw Broken("it holds no model");
        foreach (var (domain, name) in operators)
            if (!KnownDomains.Contains(domain) && !functionDomains.Contains(domain))
                throw new InvalidDataException($"it uses the operator {name} of the domain {domain}, which is not one of ONNX or ONNX Runtime");
    }

    private void Graph(long end, int depth)
    {
        if (depth > DeepestGraph) throw Broken($"graphs are nested more than {DeepestGraph} deep");
        while (reader.TryReadField(end, out var field, out var type))
        {
            switch (field, type)
            {
                case (1, Bytes):
                    Node(reader.ReadEnd(end), depth);
                    break;
                case (5, Bytes):
                    initializers.Add(Tensor(reader.ReadEnd(end)));
                    break;
                case (11, Bytes) when depth == 1:
                    inputs.Add(Input(reader.ReadEnd(end)));
                    break;
                default:
                    reader.Skip(type, end);
                    break;
            }
        }
    }

    private void Function(long end)
    {
        while (reader.TryReadField(end, out var field, out var type))
        {
            if ((field, type) == (7, Bytes)) Node(reader.ReadEnd(end), depth: 1);
            else if ((field, type) == (10, Bytes)) functionDomains.Add(reader.ReadText(end, LongestName));
            else reader.Skip(type, end);
        }
    }

    private void Node(long end, int depth)
    {
        if (++nodes > MostNodes) throw Broken($"it has more than {MostNodes} operators");
        var (domain, name) = ("", "");
        while (reader.TryReadField(end, out var field, out var type))
        {
            switch (field, type)
            {
                case (4, Bytes):
                    name = reader.ReadText(end, LongestName);
                    break;
                case (5, Bytes):
                    Attribute(reader.ReadEnd(end), depth);
                    break;
                case (7, Bytes):
                    domain = reader.ReadText(end, LongestName);
                    break;
                default:
                    reader.Skip(type, end);
                    break;
            }
        }

        if (!KnownDomains.Contains(domain)) operators.Add((domain, name));
    }

    private void Attribute(long end, int depth)
    {
        while (reader.TryReadField(end, out var field, out var type))
        {
            // 5 and 10: tensors; 6 and 11: graphs.
            if (field is 5 or 10 && type == Bytes) Tensor(reader.ReadEnd(end));
            else if (field is 6 or 11 && type == Bytes) Graph(reader.ReadEnd(end), depth + 1);
            else reader.Skip(type, end);
        }
    }

    /// <summary>Checks the weights and gives their name.</summary>
    private string Tensor(long end)
    {
        var (name, elementType, raw, place, outside) = ("", 0, -1L, new Dictionary<string, string>(StringComparer.Ordinal), false);
        var shape = new List<long>();
        while (reader.TryReadField(end, out var field, out var type))
        {
            switch (field, type)
            {
                case (1, Varint):
                    shape.Add((long)reader.ReadVarint());
                    break;
                case (1, Bytes):
                    for (var stop = reader.ReadEnd(end); reader.Position < stop;) shape.Add((long)reader.ReadVarint());
                    break;
                case (2, Varint):
                    elementType = checked((int)reader.ReadVarint());
                    break;
                case (8, Bytes):
                    name = reader.ReadText(end, LongestName);
                    break;
                case (9, Bytes):
                    var rawEnd = reader.ReadEnd(end);
                    raw = rawEnd - reader.Position;
                    reader.SkipTo(rawEnd);
                    break;
                case (13, Bytes):
                    var (key, value) = Entry(reader.ReadEnd(end));
                    place[key] = value;
                    break;
                case (14, Varint):
                    outside = reader.ReadVarint() == 1;
                    break;
                default:
                    reader.Skip(type, end);
                    break;
            }

            if (shape.Count > HighestRank) throw Broken($"the weights {name} have more than {HighestRank} dimensions");
        }

        if (shape.Any(size => size < 0)) throw Broken($"the weights {name} have a negative size");
        var bits = BitsOf(elementType);
        var bytes = checked((shape.Aggregate(1L, (product, size) => checked(product * size)) * bits + 7) / 8);
        weightBytes = checked(weightBytes + bytes);
        if (weightBytes > mostBytes) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its weights take more than the {mostBytes >> 20} MB that are allowed"));
        if (outside) Outside(name, place, bytes);
        else if (raw >= 0 && bits > 0 && raw != bytes) throw Broken($"the weights {name} have {raw} bytes where their shape needs {bytes}");
        return name;
    }

    private void Outside(string name, Dictionary<string, string> place, long bytes)
    {
        if (!place.TryGetValue("location", out var location) || location.Length == 0) throw Broken($"the weights {name} lie in a file without a name");
        var path = Path.IsPathRooted(location) ? null : files.Inside(Path.Combine(directory, location));
        if (path is null || !File.Exists(path)) throw new InvalidDataException($"it keeps weights in {location}, which is not a file of its folder");
        var offset = Number(place, "offset", 0);
        var length = Number(place, "length", bytes);
        if (offset < 0 || length != bytes || offset > new FileInfo(path).Length - length) throw new InvalidDataException($"the weights {name} lie behind the end of {location}");
        external.Add(path);
    }

    private static long Number(Dictionary<string, string> place, string key, long otherwise) =>
        !place.TryGetValue(key, out var text) ? otherwise : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private (string Key, string Value) Entry(long end)
    {
        var (key, value) = ("", "");
        while (reader.TryReadField(end, out var field, out var type))
        {
            if ((field, type) == (1, Bytes)) key = reader.ReadText(end, LongestName);
            else if ((field, type) == (2, Bytes)) value = reader.ReadText(end, LongestName);
            else reader.Skip(type, end);
        }

        return (key, value);
    }

    /// <summary>ValueInfoProto: name 1, type 2 → tensor 1 → shape 2 → dimension 1 → value 1.</summary>
    private OnnxInput Input(long end)
    {
        var (name, shape) = ("", new List<long>());
        while (reader.TryReadField(end, out var field, out var type))
        {
            if ((field, type) == (1, Bytes)) name = reader.ReadText(end, LongestName);
            else if ((field, type) == (2, Bytes)) Within(reader.ReadEnd(end), 1, tensor => Within(tensor, 2, dimensions => Within(dimensions, 1, dimension => shape.Add(Dimension(dimension)))));
            else reader.Skip(type, end);
        }

        return shape.Count <= HighestRank ? new OnnxInput(name, shape) : throw Broken($"the input {name} has more than {HighestRank} dimensions");
    }

    private void Within(long end, int wanted, Action<long> read)
    {
        while (reader.TryReadField(end, out var field, out var type))
        {
            if (field == wanted && type == Bytes) read(reader.ReadEnd(end));
            else reader.Skip(type, end);
        }
    }

    private long Dimension(long end)
    {
        var size = -1L;
        while (reader.TryReadField(end, out var field, out var type))
        {
            if ((field, type) == (1, Varint)) size = (long)reader.ReadVarint() is > 0 and var fixedSize ? fixedSize : -1;
            else reader.Skip(type, end);
        }

        return size;
    }

    /// <summary>Bits of an element of <c>TensorProto.DataType</c>; text (8) has no fixed size.</summary>
    private static int BitsOf(int type) => type switch
    {
        2 or 3 or 9 or 17 or 18 or 19 or 20 or 24 => 8,
        4 or 5 or 10 or 16 => 16,
        1 or 6 or 12 => 32,
        7 or 11 or 13 or 14 => 64,
        15 => 128,
        21 or 22 or 23 => 4,
        8 => 0,
        _ => throw Broken($"weights are of the unknown type {type}"),
    };
}
