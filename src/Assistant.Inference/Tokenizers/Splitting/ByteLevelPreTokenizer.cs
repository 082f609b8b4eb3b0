using System.Text;

namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>GPT-2's split, then each byte of UTF-8 as a printable stand-in.</summary>
/// <param name="addPrefixSpace">Whether a piece that does not begin with a blank gets one.</param>
/// <param name="split">Whether to split at all.</param>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool split) : PreTokenizer
{
    private static readonly PatternSplit Words = new(TextPattern.Gpt2, SplitBehavior.Isolated, invert: false);

    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        if (addPrefixSpace) tokens = Prefix(tokens);
        if (split) tokens = Words.Split(tokens);
        var text = new StringBuilder(tokens.Text.Length + 16);
        var pieces = new List<(int, int)>(tokens.Pieces.Count);
        foreach (var (start, length) in tokens.Pieces)
        {
            var begin = text.Length;
            ByteStandIns.Append(tokens.Text.AsSpan(start, length), text);
            pieces.Add((begin, text.Length - begin));
        }

        return tokens with { Text = text.ToString(), Pieces = pieces };
    }

    private static PreTokens Prefix(PreTokens tokens)
    {
        var text = new StringBuilder(tokens.Text.Length + 16);
        var pieces = new List<(int, int)>(tokens.Pieces.Count);
        foreach (var (start, length) in tokens.Pieces)
        {
            var begin = text.Length;
            if (tokens.Text[start] != ' ') text.Append(' ');
            text.Append(tokens.Text, start, length);
            pieces.Add((begin, text.Length - begin));
        }

        return tokens with { Text = text.ToString(), Pieces = pieces };
    }
}
