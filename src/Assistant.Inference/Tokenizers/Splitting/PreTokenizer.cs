namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>A step that splits normalized text. Thread-safe.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Splits each piece further; may change the text.</summary>
    public abstract PreTokens Split(PreTokens tokens);
}
