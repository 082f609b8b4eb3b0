using System.Net;

namespace Assistant.Ingestion.Parsing.MarkdownPages;

/// <summary>Writes the text of raw HTML inside Markdown and notes its pictures. A scan from tag to tag: linear, no nesting.</summary>
internal static class HtmlFragment
{
    internal static void Write(string html, ParsedTextBuilder builder, string pageUri)
    {
        var rest = html.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('<');
            var text = open < 0 ? rest : rest[..open];
            if (!text.IsEmpty) builder.AppendCollapsed(text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text);
            if (open < 0) return;
            rest = rest[open..];
            var length = TagLength(rest);
            var tag = rest[..length];
            rest = rest[length..];
            var name = TagName(tag);
            if (name.Equals("img", StringComparison.OrdinalIgnoreCase))
            {
                var alt = Attribute(tag, "alt") ?? Attribute(tag, "title") ?? "";
                builder.AddImage(pageUri, Attribute(tag, "src"), alt);
                builder.AppendCollapsed(alt);
            }
            else if (name.Equals("script", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase))
            {
                var end = rest.IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
                rest = end < 0 ? [] : rest[end..];
            }
            else if (builder.HasText && IsBreak(name))
            {
                builder.AppendCollapsed(" ");
            }
        }
    }

    /// <summary>Value of an attribute, entities decoded; null when the tag has none of that name.</summary>
    internal static string? Attribute(ReadOnlySpan<char> tag, string name)
    {
        for (var at = 0; at < tag.Length;)
        {
            var step = tag[at..].IndexOf(name, StringComparison.OrdinalIgnoreCase);
            if (step < 0) return null;
            at += step;
            var after = tag[(at + name.Length)..].TrimStart();
            var isWhole = at > 0 && (char.IsWhiteSpace(tag[at - 1]) || tag[at - 1] is '"' or '\'' or '/');
            at += name.Length;
            if (!isWhole || after.IsEmpty || after[0] != '=') continue;
            var value = after[1..].TrimStart();
            if (value.IsEmpty) return null;
            var end = value[0] is '"' or '\'' ? value[1..].IndexOf(value[0]) + 1 : value.IndexOfAny(" \t\n>");
            if (end <= 0) return null;
            return WebUtility.HtmlDecode((value[0] is '"' or '\'' ? value[1..end] : value[..end]).ToString());
        }

        return null;
    }

    /// <summary>Characters of the tag or comment that begins here; 1 for a lone angle bracket.</summary>
    private static int TagLength(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("<!--"))
        {
            var end = text.IndexOf("-->");
            return end < 0 ? text.Length : end + 3;
        }

        if (text.Length < 2 || !(char.IsAsciiLetter(text[1]) || text[1] is '/' or '!' or '?')) return 1;
        var quote = '\0';
        for (var i = 1; i < text.Length; i++)
        {
            if (quote != '\0') quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'') quote = text[i];
            else if (text[i] == '>') return i + 1;
        }

        return text.Length;
    }

    private static ReadOnlySpan<char> TagName(ReadOnlySpan<char> tag)
    {
        var name = tag[1..].TrimStart('/');
        var end = 0;
        while (end < name.Length && (char.IsAsciiLetterOrDigit(name[end]) || name[end] == '-')) end++;
        return name[..end];
    }

    private static bool IsBreak(ReadOnlySpan<char> name) =>
        name.ToString().ToLowerInvariant() is "br" or "p" or "div" or "li" or "tr" or "td" or "th" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "summary" or "dt" or "dd";
}
