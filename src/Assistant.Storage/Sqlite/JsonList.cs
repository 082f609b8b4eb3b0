using System.Text.Json;

namespace Assistant.Storage.Sqlite;

/// <summary>Short lists of words in one column: JSON, NULL for an empty list.</summary>
internal static class JsonList
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Write(IReadOnlyCollection<string> words) => words.Count == 0 ? null : JsonSerializer.Serialize(words, _readable);

    public static IReadOnlyList<string> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<string[]>(json) ?? [];
}
