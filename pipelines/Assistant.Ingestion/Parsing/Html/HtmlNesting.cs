namespace Assistant.Ingestion.Parsing.Html;

/// <summary>
/// Refuses HTML that is nested too deeply before a tree is built: building takes time with the square of the depth. Counts
/// unclosed tags by name in one scan; names whose end tag HTML lets one leave out do not count, since they close each other.
/// </summary>
internal static class HtmlNesting
{
    internal const int MaxDepth = 512;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NotNesting = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "caption", "rp", "rt", "html", "head", "body",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Raw = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "textarea", "title", "xmp", "noscript", "iframe",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <exception cref="ContentRefusedException">It is deeper than <see cref="MaxDepth"/>.</exception>
    internal static void Check(ReadOnlySpan<char> html)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var names = open.GetAlternateLookup<ReadOnlySpan<char>>();
        var depth = 0;
        while (true)
        {
            var at = html.IndexOf('<');
            if (at < 0 || at + 1 >= html.Length) return;
            html = html[(at + 1)..];
            if (html.StartsWith("!--"))
            {
                var end = html.IndexOf("-->");
                if (end < 0) return;
                html = html[(end + 3)..];
                continue;
            }

            var closes = html[0] == '/';
            var rest = closes ? html[1..] : html;
            var length = 0;
            while (length < rest.Length && length < 64 && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '-' or ':')) length++;
            if (length == 0 || !char.IsAsciiLetter(rest[0])) continue;
            var name = rest[..length];
            if (NotNesting.Contains(name)) continue;
            if (closes)
            {
                if (names.TryGetValue(name, out var count) && count > 0)
                {
                    names[name] = count - 1;
                    depth--;
                }
            }
            else if (Raw.Contains(name))
            {
                var end = rest.IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
                if (end < 0) return;
                html = rest[(end + 2)..];
            }
            else
            {
                names[name] = names.TryGetValue(name, out var count) ? count + 1 : 1;
                if (++depth > MaxDepth) throw new ContentRefusedException($"The HTML is nested deeper than {MaxDepth} levels.");
            }
        }
    }
}
