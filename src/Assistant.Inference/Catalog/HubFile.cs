namespace Assistant.Inference.Catalog;

/// <summary>A file of a hub repository.</summary>
/// <param name="Path">Path in the repository, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 hexadecimal digits; null for a file that the hub keeps in git itself.</param>
/// <param name="GitId">Git's id of it, 40 hexadecimal digits: SHA-1 of <c>blob LENGTH\0</c> and the bytes; null when unknown.</param>
internal sealed record HubFile(string Path, long Bytes, string? Sha256, string? GitId)
{
    private const int LongestPath = 240;

    /// <summary>Whether it, or a folder that it is in, has a name with a dot in front: never loaded.</summary>
    public bool IsHidden => Path.Split('/').Any(part => part.StartsWith('.'));

    /// <summary>Whether a name from the hub can be a path inside a model's folder and nothing else.</summary>
    public static bool IsSafe(string path) =>
        path.Length is > 0 and <= LongestPath
        && !path.Any(character => char.IsControl(character) || character is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && path.Split('/').All(part => part.Length > 0 && part[^1] is not ('.' or ' '));
}
