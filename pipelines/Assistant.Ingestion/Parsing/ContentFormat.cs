namespace Assistant.Ingestion.Parsing;

/// <summary>What content is, told from its bytes first.</summary>
internal enum ContentFormat
{
    /// <summary>Prose without markup.</summary>
    PlainText,

    /// <summary>Program source and configuration, kept line by line.</summary>
    SourceText,

    Markdown,

    Html,

    Csv,

    Tsv,

    Json,

    JsonLines,

    Word,

    Pdf,

    Zip,

    /// <summary>PNG, JPEG, WebP or GIF.</summary>
    Picture,

    Svg,
}
