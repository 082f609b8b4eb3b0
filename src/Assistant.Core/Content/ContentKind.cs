namespace Assistant.Core.Content;

/// <summary>What a document is, for the modality filter of a search.</summary>
public enum ContentKind
{
    /// <summary>Prose, tables, code.</summary>
    Text,

    /// <summary>A picture; its captions and OCR text are its chunks.</summary>
    Image,
}
