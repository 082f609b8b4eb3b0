using System.Globalization;
using System.Text;

namespace Assistant.Storage.Fts5;

/// <summary>
/// Tells text with spaces between its words from text without (Han, Hiragana, Katakana, Hangul). The latter is indexed as
/// overlapping pairs of characters, so that words of two characters are found without a dictionary.
/// </summary>
internal static class CjkText
{
    /// <summary>Whether a character belongs to a script that is indexed in pairs.</summary>
    public static bool IsCjk(Rune rune)
    {
        var value = rune.Value;
        if (value < 0x1100)
            return false;
        var inside = value is <= 0x11FF or (>= 0x3005 and <= 0x3007) or (>= 0x3041 and <= 0x30FF) or (>= 0x3130 and <= 0x318F) or (>= 0x31F0 and <= 0x31FF)
            or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7FB)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFFDC) or (>= 0x1B000 and <= 0x1B16F) or (>= 0x20000 and <= 0x3FFFF);
        return inside && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber);
    }

    /// <summary>Splits text into what the word tokenizer reads and the pairs of the rest.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="words">Receives the text with a space in place of each run of CJK characters and of private-use ones.</param>
    /// <param name="pairs">Receives the pairs of each run, and its last character alone, so that each character begins a token.</param>
    public static void Split(string text, StringBuilder words, StringBuilder pairs)
    {
        // Most text has nothing to be taken out.
        var i = 0;
        while (i < text.Length && text[i] < 0x1100)
            i++;
        words.Append(text.AsSpan(0, i));
        var previous = default(Rune);
        var inside = false;
        while (i < text.Length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
                rune = Rune.ReplacementChar;
            if (IsCjk(rune))
            {
                if (inside)
                    pairs.Append(previous.ToString()).Append(rune.ToString()).Append(' ');
                (previous, inside) = (rune, true);
            }
            else
            {
                EndRun();
                // Private-use characters mark scope tokens; in content they are nothing.
                words.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse ? " " : text.AsSpan(i, length));
            }

            i += length;
        }

        EndRun();

        void EndRun()
        {
            if (!inside)
                return;
            pairs.Append(previous.ToString()).Append(' ');
            words.Append(' ');
            inside = false;
        }
    }
}
