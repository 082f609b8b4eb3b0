using System.Text;

namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>SentencePiece's blanks: a visible character for each, and one in front.</summary>
/// <param name="replacement">The visible character, usually U+2581.</param>
/// <param name="prepend">When one stands in front of a piece that does not begin with one.</param>
/// <param name="split">Whether each begins a piece.</param>
internal sealed class MetaspacePreTokenizer(char replacement, MetaspacePrepend prepend, bool split) : PreTokenizer
{
    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        var text = new StringBuilder(tokens.Text.Length + 16);
        var pieces = new List<(int, int)>(tokens.Pieces.Count * 2);
        foreach (var (start, length) in tokens.Pieces)
        {
            var begin = text.Length;
            var first = tokens.Text[start];
            var wanted = prepend == MetaspacePrepend.Always || (prepend == MetaspacePrepend.First && tokens.IsStart && start == 0);
            if (wanted && first != ' ' && first != replacement) text.Append(replacement);
            text.Append(tokens.Text, start, length).Replace(' ', replacement, begin, text.Length - begin);
            if (split) Cut(text, begin, pieces);
            else pieces.Add((begin, text.Length - begin));
        }

        return tokens with { Text = text.ToString(), Pieces = pieces };
    }

    private void Cut(StringBuilder text, int begin, List<(int, int)> pieces)
    {
        for (var i = begin + 1; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != replacement) continue;
            pieces.Add((begin, i - begin));
            begin = i;
        }
    }
}

/// <summary>When a blank stands in front.</summary>
internal enum MetaspacePrepend
{
    /// <summary>In front of every piece.</summary>
    Always,

    /// <summary>In front of what the text begins with.</summary>
    First,

    /// <summary>Never.</summary>
    Never,
}
