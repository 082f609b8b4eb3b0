namespace Assistant.Inference.Catalog;

/// <summary>A model folder on this machine.</summary>
/// <param name="Name">Its path below the folder of models, such as <c>ORG/NAME</c>.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Bytes">Length of its files.</param>
/// <param name="License">License as its model card names it; null when it does not.</param>
/// <param name="IsBundled">Whether it came with the program.</param>
public sealed record InstalledModel(string Name, string Folder, ModelKind Kind, long Bytes, string? License, bool IsBundled);

/// <summary>What a model is for.</summary>
public enum ModelKind
{
    /// <summary>Its files do not tell.</summary>
    Unknown,

    /// <summary>Leads texts into a space: dense text search.</summary>
    TextEncoder,

    /// <summary>Leads pictures into a space: search by picture.</summary>
    ImageEncoder,

    /// <summary>Leads texts and pictures into one space: picture search by words and by pictures.</summary>
    TextAndImageEncoder,

    /// <summary>Writes text: answers.</summary>
    Language,
}
