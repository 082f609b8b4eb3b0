namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>A step that changes text before it is split. Thread-safe; gives the same string back when nothing changes.</summary>
internal abstract class Normalizer
{
    /// <summary>Changes the text, which holds no halves of characters.</summary>
    public abstract string Apply(string text);
}
