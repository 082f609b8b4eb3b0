namespace Assistant.Core.Retrieval;

/// <summary>Names of the legs, as results show them.</summary>
public static class Legs
{
    /// <summary>Words.</summary>
    public const string Bm25 = "bm25";

    /// <summary>Text vectors against text.</summary>
    public const string DenseText = "dense_text";

    /// <summary>Picture vectors against words, a picture, or both.</summary>
    public const string DenseImage = "dense_image";
}
