using System.Text;
using System.Text.Json;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Plain;

/// <summary>
/// Reads JSON as lines <c>path: value</c> (<c>server.ports[0]: 8080</c>), streamed, at most 64 levels deep. JSON Lines, and
/// the elements of an outermost array, become one block each, with paths from there.
/// </summary>
internal static class JsonTextParser
{
    private const int MaxDepth = 64;

    internal static ParsedDocument Parse(string text, ParsingOptions options)
    {
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        string? title = null;
        try
        {
            Flatten(Encoding.UTF8.GetBytes(text), builder, "\n", ref title);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ContentRefusedException(Reason(e, 0), e);
        }

        return builder.Build(ContentKind.Text, "application/json", title);
    }

    internal static ParsedDocument ParseLines(string text, ParsingOptions options)
    {
        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        var number = 0;
        string? ignored = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace()) continue;
            var bytes = new byte[Encoding.UTF8.GetByteCount(line)];
            Encoding.UTF8.GetBytes(line, bytes);
            try
            {
                Flatten(bytes, builder, "\n\n", ref ignored);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new ContentRefusedException(Reason(e, number), e);
            }
        }

        return builder.Build(ContentKind.Text, "application/x-ndjson", null);
    }

    private static void Flatten(ReadOnlySpan<byte> json, ParsedTextBuilder builder, string separator, ref string? title)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        // One entry a level: where its path ends in the line, and the index of the next element (-1 for objects).
        var levels = new Stack<(int PathLength, int Index)>();
        var path = new StringBuilder();
        var perElement = false;
        builder.Open(BlockKind.Table, separatedBy: separator);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (levels.Count == 0) perElement = reader.TokenType == JsonTokenType.StartArray;
                    else Enter(levels, path, perElement);
                    if (perElement && levels.Count == 1) builder.Open(BlockKind.Table, separatedBy: "\n\n");
                    levels.Push((path.Length, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    if (levels.Count > 0) path.Length = levels.Peek().PathLength;
                    break;
                case JsonTokenType.PropertyName:
                    path.Length = levels.Peek().PathLength;
                    if (path.Length > 0) path.Append('.');
                    path.Append(reader.GetString());
                    break;
                default:
                    if (levels.Count > 0) Enter(levels, path, perElement);
                    var value = Value(ref reader);
                    if (levels.Count == 1 && title is null && reader.TokenType == JsonTokenType.String && path.ToString() is "title" or "name") title = value;
                    Write(builder, path, value);
                    if (levels.Count > 0) path.Length = levels.Peek().PathLength;
                    break;
            }
        }

        builder.Close();
    }

    /// <summary>Inside an array, adds the index to the path; the elements of an outermost array have none.</summary>
    private static void Enter(Stack<(int PathLength, int Index)> levels, StringBuilder path, bool perElement)
    {
        var (length, index) = levels.Peek();
        if (index < 0) return;
        path.Length = length;
        levels.Pop();
        levels.Push((length, index + 1));
        if (!perElement || levels.Count > 1) path.Append('[').Append(index).Append(']');
    }

    private static string Value(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);

    private static void Write(ParsedTextBuilder builder, StringBuilder path, string value)
    {
        if (value.Length == 0) return;
        foreach (var part in path.GetChunks()) builder.Append(part.Span);
        if (path.Length > 0) builder.Append(": ");
        builder.Append(value);
        builder.Append("\n");
    }

    /// <summary>An escape of half a surrogate pair (\ud800) is valid JSON and no text; the reader throws InvalidOperationException for it.</summary>
    private static string Reason(Exception e, int line) =>
        e is not JsonException json ? "The JSON has a string that is not valid Unicode."
        : json.Message.Contains("depth", StringComparison.OrdinalIgnoreCase) ? $"The JSON is nested deeper than {MaxDepth} levels."
        : $"The JSON is not valid at line {(line > 0 ? line : (json.LineNumber ?? 0) + 1)}, byte {json.BytePositionInLine ?? 0}.";
}
