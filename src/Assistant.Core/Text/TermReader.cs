using System.Globalization;
using System.Text;

namespace Assistant.Core.Text;

/// <summary>
/// Reads the terms of a text: words as SQLite's unicode61 cuts them (letters, digits, private use), lower case, without accents,
/// stemmed; runs of Chinese, Japanese and Korean letters as overlapping pairs. Allocates one small buffer. Not for sharing.
/// </summary>
/// <remarks>A word of more than 64 characters counts by its first 64.</remarks>
public ref struct TermReader
{
    private const int LongestTerm = 64;
    private readonly ReadOnlySpan<char> text;
    private readonly bool stem;
    private readonly char[] buffer = new char[LongestTerm];
    private int next;
    private int length;

    /// <summary>Starts at the beginning of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="stem">Whether words are stemmed.</param>
    public TermReader(ReadOnlySpan<char> text, bool stem = true)
    {
        this.text = text;
        this.stem = stem;
    }

    /// <summary>Where the present term begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>The present term; valid until the next call of <see cref="Read"/>.</summary>
    public readonly ReadOnlySpan<char> Term => buffer.AsSpan(0, length);

    /// <summary>Goes to the next term.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        while (next < text.Length)
        {
            if (text[next] < 128)
            {
                if (char.IsAsciiLetterOrDigit(text[next])) return ReadWord();
                next++;
                continue;
            }

            var size = RuneAt(next, out var rune);
            if (!IsWord(rune))
            {
                next += size;
                continue;
            }

            return IsCjk(rune) ? ReadPair(size) : ReadWord();
        }

        return false;
    }

    /// <summary>Whether a character belongs to a script that is written without spaces.</summary>
    internal static bool IsCjk(Rune rune) => rune.Value switch
    {
        >= 0x3040 and <= 0x30FF => true, // kana
        >= 0x3400 and <= 0x9FFF => true,
        >= 0xAC00 and <= 0xD7AF => true, // hangul
        >= 0xF900 and <= 0xFAFF => true,
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    private static bool IsWord(Rune rune) => rune.Value < 128
        ? char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.PrivateUse;

    private readonly int RuneAt(int at, out Rune rune)
    {
        Rune.DecodeFromUtf16(text[at..], out rune, out var size);
        return size;
    }

    private bool ReadWord()
    {
        Start = next;
        length = 0;
        while (next < text.Length)
        {
            var c = text[next];
            if (c < 128)
            {
                if (!char.IsAsciiLetterOrDigit(c)) break;
                if (length < LongestTerm) buffer[length++] = (char)(c is >= 'A' and <= 'Z' ? c | 0x20 : c);
                next++;
                continue;
            }

            var size = RuneAt(next, out var rune);
            if (!IsWord(rune) || IsCjk(rune)) break;
            Append(rune);
            next += size;
        }

        End = next;
        if (stem) length = PorterStemmer.Stem(buffer.AsSpan(0, length));
        return length > 0 || Read();
    }

    private bool ReadPair(int size)
    {
        // The last letter of a longer run was the second of the pair before it.
        Start = next;
        length = text.Slice(next, size).TryCopyTo(buffer) ? size : 0;
        var second = next + size;
        next = second;
        End = second;
        if (second < text.Length)
        {
            var more = RuneAt(second, out var rune);
            if (IsCjk(rune) && IsWord(rune))
            {
                text.Slice(second, more).CopyTo(buffer.AsSpan(length));
                length += more;
                End = second + more;
                if (End >= text.Length || RuneAt(End, out var third) == 0 || !IsCjk(third) || !IsWord(third)) next = End;
            }
        }

        return true;
    }

    private void Append(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark && rune.Value is >= 0x300 and < 0x370) return;
        var lower = Rune.ToLowerInvariant(rune);
        Span<char> units = stackalloc char[2];
        var count = lower.EncodeToUtf16(units);
        if (count == 1) units[0] = AccentFolding.Fold(units[0]);
        if (length + count > LongestTerm) return;
        units[..count].CopyTo(buffer.AsSpan(length));
        length += count;
    }
}
