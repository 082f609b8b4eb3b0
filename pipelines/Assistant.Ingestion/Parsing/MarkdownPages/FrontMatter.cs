namespace Assistant.Ingestion.Parsing.MarkdownPages;

/// <summary>Reads the title from YAML front matter: a line <c>title: …</c> of the outermost level.</summary>
internal static class FrontMatter
{
    internal static string? Title(string yaml)
    {
        foreach (var line in yaml.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("title:", StringComparison.OrdinalIgnoreCase)) continue;
            var value = line[6..].Trim();
            if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0])
            {
                var quote = value[0];
                value = value[1..^1];
                return quote == '\'' ? value.ToString().Replace("''", "'", StringComparison.Ordinal) : value.ToString().Replace("\\\"", "\"", StringComparison.Ordinal);
            }

            return value.IsEmpty || value[0] is '|' or '>' ? null : value.ToString();
        }

        return null;
    }
}
