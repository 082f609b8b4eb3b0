using System.Text;

namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>Steps one after the other.</summary>
internal sealed class SequencePreTokenizer(PreTokenizer[] steps) : PreTokenizer
{
    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        foreach (var step in steps) tokens = step.Split(tokens);
        return tokens;
    }
}

/// <summary>Cuts at matches of a pattern.</summary>
internal sealed class PatternSplit(TextPattern pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        var pieces = new List<(int, int)>(tokens.Pieces.Count * 4);
        foreach (var piece in tokens.Pieces)
        {
            // A piece is matched by itself: a look-ahead must not see what follows it.
            var text = piece.Length == tokens.Text.Length ? tokens.Text : tokens.Text.Substring(piece.Start, piece.Length);
            Delimiters.Cut(piece, pattern.Matches(text), invert, behavior, pieces);
        }

        return tokens with { Pieces = pieces };
    }
}

/// <summary>Cuts at characters of a class.</summary>
/// <param name="isDelimiter">The class.</param>
/// <param name="behavior">What becomes of delimiters.</param>
internal sealed class CharacterSplit(Func<Rune, bool> isDelimiter, SplitBehavior behavior) : PreTokenizer
{
    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        var pieces = new List<(int, int)>(tokens.Pieces.Count * 2);
        var delimiters = new List<(int, int)>();
        foreach (var piece in tokens.Pieces)
        {
            delimiters.Clear();
            var text = tokens.Text.AsSpan(piece.Start, piece.Length);
            for (int i = 0, length; i < text.Length; i += length)
            {
                if (isDelimiter(Characters.At(text, i, out length))) delimiters.Add((i, length));
            }

            Delimiters.Cut(piece, delimiters, invert: false, behavior, pieces);
        }

        return tokens with { Pieces = pieces };
    }
}

/// <summary>Words and runs of other characters, without white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WhitespaceWords : PreTokenizer
{
    /// <inheritdoc/>
    public override PreTokens Split(PreTokens tokens)
    {
        var pieces = new List<(int, int)>(tokens.Pieces.Count * 2);
        foreach (var piece in tokens.Pieces)
        {
            var text = tokens.Text.AsSpan(piece.Start, piece.Length);
            int start = 0, last = 0;
            for (int i = 0, length; i < text.Length; i += length)
            {
                var rune = Characters.At(text, i, out length);
                var kind = Characters.IsWhiteSpace(rune) ? 0 : Characters.IsWord(rune) ? 1 : 2;
                if (kind == last) continue;
                if (last != 0) pieces.Add((piece.Start + start, i - start));
                (start, last) = (i, kind);
            }

            if (last != 0) pieces.Add((piece.Start + start, text.Length - start));
        }

        return tokens with { Pieces = pieces };
    }
}
