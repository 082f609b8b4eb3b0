namespace Assistant.Core.Content;

/// <summary>Tags of documents: short words that a search may ask for. Kept and compared in lower case, in ordinal order, each once.</summary>
public static class Tags
{
    /// <summary>Most tags of a submission, of a parse, and of a search.</summary>
    public const int Most = 32;

    /// <summary>Longest tag in UTF-16 characters.</summary>
    public const int MostCharacters = 64;

    /// <summary>What is wrong with tags as written; null when nothing is.</summary>
    public static string? Problem(IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return tags.Count > Most ? $"There are {tags.Count} tags; {Most} are allowed." : tags.Select(Problem).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>What is wrong with one tag as written; null when nothing is.</summary>
    public static string? Problem(string? tag) => tag switch
    {
        null or "" => "A tag is empty.",
        { Length: > MostCharacters } => $"A tag has {tag.Length} characters; {MostCharacters} are allowed.",
        _ when tag.Trim() != tag || !IsText(tag) => "A tag has no blanks at its ends, no control characters and no half characters.",
        _ => null,
    };

    /// <summary>Tags as they are kept: in lower case, sorted, each once.</summary>
    /// <exception cref="ArgumentException">A tag is empty or too long, or there are too many.</exception>
    public static IReadOnlyList<string> Fold(IReadOnlyCollection<string> tags) =>
        Problem(tags) is { } problem ? throw new ArgumentException(problem, nameof(tags)) : Join(tags, []);

    /// <summary>Two lists of tags as one, folded.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyCollection<string> first, IReadOnlyCollection<string> second) =>
        [.. first.Concat(second).Select(tag => tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool IsText(string tag)
    {
        foreach (var rune in tag.EnumerateRunes())
        {
            // Half a surrogate pair is enumerated as the replacement character.
            if (System.Text.Rune.IsControl(rune) || rune == System.Text.Rune.ReplacementChar)
                return false;
        }

        return true;
    }
}
