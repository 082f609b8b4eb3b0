using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>Sums of field lengths in words, and of documents.</summary>
internal readonly record struct FieldTotals(long Documents, long Title, long Headings, long Body, long Caption)
{
    public static FieldTotals operator +(FieldTotals a, FieldTotals b) =>
        new(a.Documents + b.Documents, a.Title + b.Title, a.Headings + b.Headings, a.Body + b.Body, a.Caption + b.Caption);

    public static FieldTotals operator -(FieldTotals a, FieldTotals b) =>
        new(a.Documents - b.Documents, a.Title - b.Title, a.Headings - b.Headings, a.Body - b.Body, a.Caption - b.Caption);

    /// <summary>Of one document.</summary>
    public static FieldTotals Of(LexicalSegment segment, int doc) =>
        new(1, segment.FieldLength(0, doc), segment.FieldLength(1, doc), segment.FieldLength(2, doc), segment.FieldLength(3, doc));

    /// <summary>Mean weighted length; 1 without documents.</summary>
    public double MeanLength(in FieldWeights weights)
    {
        var sum = (Title * (double)weights.Title) + (Headings * (double)weights.Headings) + (Body * (double)weights.Body) + (Caption * (double)weights.Caption);
        return Documents == 0 || sum <= 0 ? 1 : sum / Documents;
    }
}
