using System.Globalization;

namespace Assistant.Native.Gguf;

/// <summary>
/// What stands in a GGUF file before its weights: metadata, and where each tensor lies. Reading checks every count, length, offset
/// and size against the file, so that a damaged one is refused here, with a reason, and does not reach an engine that trusts it.
/// </summary>
public sealed class GgufFile
{
    private GgufFile(string path, uint version, IReadOnlyDictionary<string, object> metadata, IReadOnlyList<GgufTensor> tensors)
    {
        (Path, Version, Metadata, Tensors) = (path, version, metadata, tensors);
        Architecture = Metadata.GetValueOrDefault("general.architecture") as string ?? throw new GgufException($"{path}: it does not name its architecture.");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Version of the format, 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>Metadata: numbers, booleans, strings, and arrays of them.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    /// <summary>The tensors in the order of the file.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Kind of network, such as <c>llama</c>.</summary>
    public string Architecture { get; }

    /// <summary>Bytes of all tensors.</summary>
    public long TensorBytes => Tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Numbers in all tensors.</summary>
    public long Parameters => Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>Reads and checks a file; its weights are not read.</summary>
    /// <exception cref="GgufException">It is no GGUF, or damaged, or cut short.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GgufFile Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        try
        {
            using var reader = new GgufReader(file);
            var (version, metadata, tensors) = reader.ReadAll();
            return new GgufFile(path, version, metadata, tensors);
        }
        catch (GgufException e)
        {
            throw new GgufException($"{path}: {e.Message}.", e);
        }
        catch (OverflowException e)
        {
            throw new GgufException($"{path}: a size in it is larger than any file.", e);
        }
        catch (EndOfStreamException e)
        {
            throw new GgufException($"{path}: it is cut short.", e);
        }
    }

    /// <summary>A whole number of the metadata, whatever its width; null when it is missing or something else.</summary>
    public long? Number(string key)
    {
        var value = Metadata.GetValueOrDefault(key);
        return value is byte or sbyte or ushort or short or uint or int or long or ulong and not > (ulong)long.MaxValue ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>A whole number of this architecture: <c>Shape("block_count")</c> is <c>llama.block_count</c> of a Llama.</summary>
    public long? Shape(string key) => Number($"{Architecture}.{key}");
}
