using Assistant.Core.Learning;

namespace Assistant.Adaptation.Versions;

/// <summary>Directions as the interfaces, files and messages write them.</summary>
public static class DirectionNames
{
    private static readonly Dictionary<AdapterDirection, string> Names = new()
    {
        [AdapterDirection.TextToText] = "text-to-text",
        [AdapterDirection.TextToImage] = "text-to-image",
        [AdapterDirection.ImageToImage] = "image-to-image",
        [AdapterDirection.ImageToText] = "image-to-text",
    };

    /// <summary>Every name.</summary>
    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>The name of a direction.</summary>
    public static string Of(AdapterDirection direction) => Names[direction];

    /// <summary>The direction of a name; null when there is none.</summary>
    public static AdapterDirection? Parse(string? name) => Names.FirstOrDefault(entry => entry.Value == name) is { Value: not null } found ? found.Key : null;
}
