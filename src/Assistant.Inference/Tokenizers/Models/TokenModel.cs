namespace Assistant.Inference.Tokenizers.Models;

/// <summary>What leads a piece of text to token ids. Thread-safe.</summary>
internal abstract class TokenModel
{
    /// <summary>Appends the ids of one piece, which is not empty.</summary>
    public abstract void Encode(ReadOnlySpan<char> piece, List<int> ids);

    /// <summary>The id of a token; null when the vocabulary lacks it.</summary>
    public abstract int? IdOf(string token);
}
