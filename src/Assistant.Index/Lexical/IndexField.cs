namespace Assistant.Index.Lexical;

/// <summary>Fields of a chunk; the number is the one in the files.</summary>
internal enum IndexField : byte
{
    Title,
    Headings,
    Body,
    Caption,
}

/// <summary>Weights of the fields, in the order of <see cref="IndexField"/>.</summary>
internal readonly record struct FieldWeights(float Title, float Headings, float Body, float Caption)
{
    /// <summary>Number of fields.</summary>
    public const int Count = 4;

    /// <summary>Mask with every field.</summary>
    public const int AllFields = (1 << Count) - 1;

    /// <summary>Weight of a field.</summary>
    public float this[int field] => field switch
    {
        0 => Title,
        1 => Headings,
        2 => Body,
        _ => Caption,
    };

    /// <summary>Weights of the options.</summary>
    public static FieldWeights Of(Bm25Options options) =>
        new((float)options.TitleWeight, (float)options.HeadingsWeight, (float)options.BodyWeight, (float)options.CaptionWeight);

    /// <summary>Weighted frequency or length of a chunk; the same operations in the same order everywhere, so that scores are equal bit by bit.</summary>
    public float Sum(uint title, uint headings, uint body, uint caption) =>
        (((title * Title) + (headings * Headings)) + (body * Body)) + (caption * Caption);

    /// <summary>Length as scored: weighted, rounded, at most 65,535.</summary>
    public ushort Length(uint title, uint headings, uint body, uint caption) =>
        (ushort)Math.Clamp(MathF.Round(Sum(title, headings, body, caption)), 1, ushort.MaxValue);
}
