using System.Globalization;
using System.Text;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>Steps one after the other.</summary>
internal sealed class SequenceNormalizer(Normalizer[] steps) : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text)
    {
        foreach (var step in steps) text = step.Apply(text);
        return text;
    }
}

/// <summary>Lower case of each character by itself: a sigma at the end of a word stays σ, as in the reference.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text)
    {
        // U+0130 is the one character whose lower case is two: i and a dot above.
        if (text.Contains('\u0130', StringComparison.Ordinal)) text = text.Replace("\u0130", "i\u0307", StringComparison.Ordinal);
        return text.ToLowerInvariant();
    }
}

/// <summary>Takes white space from the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text) => (left, right) switch
    {
        (true, true) => text.Trim(),
        (true, false) => text.TrimStart(),
        (false, true) => text.TrimEnd(),
        _ => text,
    };
}

/// <summary>Puts a text in front of what is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text) => text.Length == 0 ? text : prefix + text;
}

/// <summary>Removes all combining marks; a decomposition stands before it.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text) => Characters.Without(text, static rune =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}

/// <summary>Replaces what a pattern matches by fixed text.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text)
    {
        StringBuilder? result = null;
        var end = 0;
        foreach (var (start, length) in pattern.Matches(text))
        {
            result ??= new StringBuilder(text.Length);
            result.Append(text, end, start - end).Append(content);
            end = start + length;
        }

        return result is null ? text : result.Append(text, end, text.Length - end).ToString();
    }
}

/// <summary>Each byte of the text's UTF-8 as a printable stand-in.</summary>
internal sealed class ByteLevelNormalizer : Normalizer
{
    /// <inheritdoc/>
    public override string Apply(string text)
    {
        var result = new StringBuilder(text.Length);
        ByteStandIns.Append(text, result);
        return result.ToString();
    }
}
