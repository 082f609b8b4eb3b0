using System.Text.Json;

namespace Assistant.Evals.Continual.Published;

/// <summary>Files of a published data set; what is missing or malformed is refused with its path.</summary>
/// <param name="root">Folder of the data set.</param>
internal sealed class PublishedFolder(string root)
{
    /// <summary>Path of a file that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing, or the name leads out of the folder.</exception>
    public string File(params ReadOnlySpan<string> parts)
    {
        var path = Inside(parts);
        return System.IO.File.Exists(path) ? path : throw new InvalidDataException($"{path} is missing.");
    }

    /// <summary>Path of a folder that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing, or the name leads out of the folder.</exception>
    public string Folder(params ReadOnlySpan<string> parts)
    {
        var path = Inside(parts);
        return Directory.Exists(path) ? path : throw new InvalidDataException($"{path} is missing: it should be a folder.");
    }

    /// <summary>Reads a file of one JSON document.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes the result; a property that is missing or of another kind is refused as malformed.</param>
    public static T Json<T>(string path, Func<JsonElement, T> read) => Parsed(path, null, () =>
    {
        using var stream = System.IO.File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        return read(document.RootElement);
    });

    /// <summary>Reads a file of one JSON document a line; empty lines are left out.</summary>
    public static List<T> JsonLines<T>(string path, Func<JsonElement, T> read) => [.. System.IO.File.ReadLines(path)
        .Select((line, at) => (Line: line, Number: at + 1))
        .Where(entry => !string.IsNullOrWhiteSpace(entry.Line))
        .Select(entry => Parsed(path, entry.Number, () =>
        {
            using var document = JsonDocument.Parse(entry.Line);
            return read(document.RootElement);
        }))];

    /// <summary>A text that must be there; a number is taken as it is written.</summary>
    public static string Text(JsonElement element, string property) => element.GetProperty(property) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        var other => throw new FormatException($"{property} is {other.ValueKind}, not a text"),
    };

    private string Inside(ReadOnlySpan<string> parts)
    {
        var full = Path.GetFullPath(root);
        var path = Path.GetFullPath(Path.Combine([full, .. parts]));
        return path == full || path.StartsWith(full + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new InvalidDataException($"{string.Join('/', parts.ToArray())} leads out of {root}.");
    }

    private static T Parsed<T>(string path, int? line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path}{(line is { } number ? $", line {number}," : "")} is malformed: {failure.Message}", failure);
        }
    }
}
