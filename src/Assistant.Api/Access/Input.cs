using Assistant.Hosting.Errors;

namespace Assistant.Api.Access;

/// <summary>Checks of what callers send; each refusal says what is wrong and what is expected.</summary>
internal static class Input
{
    private const int MaxCollectionCharacters = 100;
    private const int MaxUriCharacters = 2_000;

    /// <summary>A collection's name: 1 to 100 characters without control characters, slashes or blanks at the ends.</summary>
    public static string Collection(string? name) => CollectionProblem(name) is { } problem ? throw new RequestRefusedException(problem) : name!;

    /// <summary>What is wrong with a collection's name; null when nothing is.</summary>
    public static string? CollectionProblem(string? name) => name switch
    {
        null or "" => "A collection needs a name.",
        { Length: > MaxCollectionCharacters } => $"A collection's name has at most {MaxCollectionCharacters} characters.",
        _ when name.Any(character => char.IsControl(character) || char.IsSurrogate(character) || character is '/' or '\\') || name.Trim() != name => "A collection's name has no control characters, slashes or blanks at its ends.",
        _ => null,
    };

    /// <summary>Tags as they are kept; null where none are said.</summary>
    public static IReadOnlyList<string>? Tags(IReadOnlyList<string>? tags) =>
        tags is null ? null : Core.Content.Tags.Problem(tags) is { } problem ? throw new RequestRefusedException(problem) : Core.Content.Tags.Fold(tags);

    /// <summary>A date of a request; null where none is said.</summary>
    public static DateTimeOffset? Date(string name, string? text) =>
        text is null ? null : Core.Content.DateText.TryParse(text, out var date) ? date : throw new RequestRefusedException($"{name} is a date, such as 2024-05-31 or 2024-05-31T12:00:00Z.");

    /// <summary>What is wrong with the uri of uploaded content; null when nothing is. A uri is a relative path with forward slashes (or an address), never a way out of its folder.</summary>
    public static string? UriProblem(string? uri) => uri switch
    {
        null or "" => "It has no name: give the file name or uri.",
        { Length: > MaxUriCharacters } => $"Its name has more than {MaxUriCharacters} characters.",
        _ when uri.Any(char.IsControl) => "Its name has control characters.",
        _ when HasLoneSurrogate(uri) => "Its name is not valid Unicode.",
        _ when uri.Contains('\\', StringComparison.Ordinal) => "Its name has a backslash: write paths with forward slashes.",
        _ when uri.StartsWith('/') || (uri.Length > 1 && char.IsAsciiLetter(uri[0]) && uri[1] == ':') => "Its name is an absolute path: give it relative to the folder.",
        _ when uri.Split('/').Any(part => part is ".." or ".") => "Its name has '.' or '..' in its path.",
        _ => null,
    };

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }

        return false;
    }
}
