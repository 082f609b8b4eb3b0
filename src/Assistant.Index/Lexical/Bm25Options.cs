namespace Assistant.Index.Lexical;

/// <summary>
/// Parameters of BM25F in its simple form (Robertson, Zaragoza and Taylor, 2004): frequencies and lengths of the fields are
/// summed with the field's weight, then scored as one field. All can be changed without indexing anew; other weights than
/// those of the segment only loosen the score bounds until the segment is merged or rebuilt.
/// </summary>
public sealed class Bm25Options
{
    /// <summary>Saturation of term frequency, 0.1 to 10.</summary>
    public double K1 { get; set; } = 1.5;

    /// <summary>Influence of length, 0 to 1.</summary>
    public double B { get; set; } = 0.6;

    /// <summary>Weight of the document's title, 0.1 to 100.</summary>
    public double TitleWeight { get; set; } = 2;

    /// <summary>Weight of the heading path, 0.1 to 100.</summary>
    public double HeadingsWeight { get; set; } = 1.5;

    /// <summary>Weight of running text, 0.1 to 100.</summary>
    public double BodyWeight { get; set; } = 1;

    /// <summary>Weight of captions and OCR text, 0.1 to 100.</summary>
    public double CaptionWeight { get; set; } = 1;

    /// <summary>Factor on the weight of stop words in a query that has other words, 0 to 1; 0 leaves them out.</summary>
    public double StopWordWeight { get; set; }
}
