namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>A text and the pieces of it that the model sees one by one, in order.</summary>
/// <param name="Text">The text, as the steps so far left it.</param>
/// <param name="Pieces">Places in it; none is empty.</param>
/// <param name="IsStart">Whether the text is the beginning of what is encoded.</param>
internal sealed record PreTokens(string Text, List<(int Start, int Length)> Pieces, bool IsStart)
{
    /// <summary>One piece: all of the text.</summary>
    public static PreTokens Whole(string text, bool isStart) => new(text, text.Length == 0 ? [] : [(0, text.Length)], isStart);
}
