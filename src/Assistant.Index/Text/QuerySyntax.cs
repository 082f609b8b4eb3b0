namespace Assistant.Index.Text;

/// <summary>How a part of a query is meant.</summary>
internal enum QueryPartKind
{
    /// <summary>Words that add to the score.</summary>
    Words,

    /// <summary>Must be there: a phrase, or words in a named field.</summary>
    Required,

    /// <summary>Must not be there.</summary>
    Excluded,

    /// <summary>Any word with this beginning adds to the score.</summary>
    Prefix,
}

/// <summary>A part of a query.</summary>
/// <param name="Kind">How it is meant.</param>
/// <param name="Text">Its words as written.</param>
/// <param name="Field">Name of the field that it is limited to; null for all.</param>
internal readonly record struct QueryPart(QueryPartKind Kind, string Text, string? Field);

/// <summary>
/// Reads the query syntax: words, "phrases", -exclusion, field:value and prefix*. Whatever is not exactly that is text, so that
/// no query is an error: a lone quote, a minus before a single letter (a flag) or inside a word, an unknown field. A query of
/// more than <see cref="LongestSyntax"/> words beside its phrases is prose: quotes and dashes in a question only quote and part.
/// </summary>
internal static class QuerySyntax
{
    /// <summary>Characters that are read; the rest of a longer query is ignored.</summary>
    public const int LongestQuery = 16_384;

    /// <summary>Words beside phrases up to which a query is read as syntax.</summary>
    public const int LongestSyntax = 12;

    /// <summary>Names of fields.</summary>
    private static readonly string[] Fields = ["title", "headings", "heading", "body", "text", "caption", "ocr"];

    /// <summary>Splits a query into its parts.</summary>
    public static List<QueryPart> Parse(string query)
    {
        var text = query.AsSpan(0, Math.Min(query.Length, LongestQuery));
        var parts = new List<QueryPart>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var excluded = text[i] == '-' && IsExclusion(text[(i + 1)..]);
            var at = excluded ? i + 1 : i;
            var field = FieldAt(text[at..], out var skipped);
            at += skipped;
            if (at < text.Length && text[at] == '"' && text[(at + 1)..].IndexOf('"') is > 0 and var length)
            {
                Add(parts, excluded ? QueryPartKind.Excluded : QueryPartKind.Required, text.Slice(at + 1, length), field);
                i = at + length + 2;
                continue;
            }

            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && (text[end] != '"' || end == at))
                end++;
            var word = text[at..end];
            if (excluded)
                Add(parts, QueryPartKind.Excluded, word, field);
            else if (field is not null)
                Add(parts, QueryPartKind.Required, word, field);
            else if (word.Length >= 3 && word[^1] == '*' && IsPlain(word[..^1]))
                Add(parts, QueryPartKind.Prefix, word[..^1], null);
            else
                Add(parts, QueryPartKind.Words, word, null);
            i = end;
        }

        if (parts.Sum(p => p.Kind is QueryPartKind.Words or QueryPartKind.Prefix ? p.Text.Count(' ') + 1 : p.Field is null ? 0 : 1) > LongestSyntax)
            return [new QueryPart(QueryPartKind.Words, text.ToString(), null)];

        // A query of exclusions alone would match nothing: it is text then.
        if (!parts.Exists(p => p.Kind != QueryPartKind.Excluded))
            return parts.ConvertAll(p => p with { Kind = QueryPartKind.Words });
        return parts;
    }

    private static void Add(List<QueryPart> parts, QueryPartKind kind, ReadOnlySpan<char> text, string? field)
    {
        // Neighbouring words stay together, so that a flag or a dotted name is seen whole.
        if (kind == QueryPartKind.Words && parts.Count > 0 && parts[^1].Kind == QueryPartKind.Words)
            parts[^1] = parts[^1] with { Text = string.Concat(parts[^1].Text, " ", text) };
        else
            parts.Add(new QueryPart(kind, text.ToString(), field));
    }

    private static bool IsExclusion(ReadOnlySpan<char> rest)
    {
        if (rest.Length > 1 && rest[0] == '"')
            return rest[1..].IndexOf('"') > 0;
        return rest.Length >= 2 && IsWordChar(rest[0]) && (IsWordChar(rest[1]) || CharClasses.Of(rest[0]) == CharClass.Ideograph);
    }

    private static bool IsWordChar(char c) => CharClasses.Of(c) is CharClass.Lower or CharClass.Upper or CharClass.Digit or CharClass.Ideograph or CharClass.Connector or CharClass.HighSurrogate || char.IsLowSurrogate(c);

    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (CharClasses.Of(c) is not (CharClass.Lower or CharClass.Upper or CharClass.Digit))
                return false;
        }

        return true;
    }

    private static string? FieldAt(ReadOnlySpan<char> text, out int skipped)
    {
        skipped = 0;
        var colon = text[..Math.Min(text.Length, 12)].IndexOf(':');
        if (colon < 4 && !text.StartsWith("ocr:", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var field in Fields)
        {
            if (!text[..colon].Equals(field, StringComparison.OrdinalIgnoreCase))
                continue;
            if (colon + 1 >= text.Length || (text[colon + 1] != '"' && !IsWordChar(text[colon + 1])))
                return null;
            skipped = colon + 1;
            return field;
        }

        return null;
    }
}
