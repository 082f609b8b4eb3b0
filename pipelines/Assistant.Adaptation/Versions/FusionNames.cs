namespace Assistant.Adaptation.Versions;

/// <summary>Learned weights of legs among the directions: <c>fusion:COLLECTION</c> is what they serve, as interfaces, state and messages write it.</summary>
public static class FusionNames
{
    /// <summary>How their versions are named: <c>fusion-0007</c>.</summary>
    public const string Kind = "fusion";

    private const string Prefix = Kind + ":";

    /// <summary>What weights of a collection serve.</summary>
    public static string Of(string collection) => Prefix + collection;

    /// <summary>The collection whose weights are named; null where it is a direction.</summary>
    public static string? CollectionOf(string? direction) => direction?.StartsWith(Prefix, StringComparison.Ordinal) == true && direction.Length > Prefix.Length ? direction[Prefix.Length..] : null;
}
