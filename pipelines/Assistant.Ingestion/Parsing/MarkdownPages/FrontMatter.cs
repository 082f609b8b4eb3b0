using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.MarkdownPages;

/// <summary>
/// What YAML front matter says of a page: lines <c>title: …</c>, <c>date: …</c> and <c>tags: …</c> of the outermost level; tags as
/// <c>[a, b]</c>, <c>a, b</c> or one a line after a dash. Anything else, and what is no valid tag or date, is passed over.
/// </summary>
internal sealed record FrontMatter(string? Title, IReadOnlyList<string> Tags, DateTimeOffset? Date)
{
    internal static FrontMatter None { get; } = new(null, [], null);

    internal static FrontMatter Read(string yaml)
    {
        string? title = null;
        DateTimeOffset? date = null;
        List<string> tags = [];
        var listing = false;
        foreach (var raw in yaml.AsSpan().EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (listing && line.TrimStart().StartsWith("- "))
            {
                tags.Add(Unquote(line.TrimStart()[2..]));
                continue;
            }

            listing = false;
            if (title is null && Value(line, "title:") is { } name)
                title = name.Length == 0 || name[0] is '|' or '>' ? null : Unquote(name);
            else if (date is null && Value(line, "date:") is { } day && DateText.TryParse(Unquote(day), out var parsed))
                date = parsed;
            else if (tags.Count == 0 && Value(line, "tags:") is { } list)
                listing = AddTags(tags, list);
        }

        return new FrontMatter(title, Core.Content.Tags.Join([.. tags.Where(tag => Core.Content.Tags.Problem(tag) is null).Take(Core.Content.Tags.Most)], []), date);
    }

    /// <summary>Adds the tags of one line; tells whether they stand on the lines that follow.</summary>
    private static bool AddTags(List<string> tags, string list)
    {
        if (list.Length == 0)
            return true;
        if (list[0] == '[' && list[^1] == ']')
            list = list[1..^1];
        tags.AddRange(list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(tag => Unquote(tag)));
        return false;
    }

    private static string? Value(ReadOnlySpan<char> line, string key) =>
        line.StartsWith(key, StringComparison.OrdinalIgnoreCase) ? line[key.Length..].Trim().ToString() : null;

    private static string Unquote(ReadOnlySpan<char> text)
    {
        var value = text.Trim();
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0])
            return value.ToString();
        return value[0] == '\'' ? value[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal) : value[1..^1].ToString().Replace("\\\"", "\"", StringComparison.Ordinal);
    }
}
