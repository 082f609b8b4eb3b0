using System.Runtime.InteropServices;
using System.Text;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>Brings text to a Unicode normalization form (UAX 15). Thread-safe.</summary>
internal sealed class UnicodeNormalizer(UnicodeForm form) : Normalizer
{
    // Hangul syllables are arithmetic (Unicode Standard, 3.12).
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7, Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    private readonly bool compatibility = form is UnicodeForm.Nfkc or UnicodeForm.Nfkd;
    private readonly bool compose = form is UnicodeForm.Nfc or UnicodeForm.Nfkc;

    // Below these, every character is its own form: combining marks begin at U+0300, compatibility forms at U+00A0, accented letters at U+00C0.
    private readonly char firstToChange = form switch { UnicodeForm.Nfc => '\u0300', UnicodeForm.Nfd => '\u00C0', _ => '\u00A0' };

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(firstToChange, '\uFFFF') < 0) return text;
        var codes = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, codes);
        var span = CollectionsMarshal.AsSpan(codes);
        Reorder(span);
        if (compose) span = span[..Compose(span)];
        var result = new StringBuilder(text.Length + 16);
        Span<char> units = stackalloc char[2];
        foreach (var code in span) result.Append(units[..new Rune(code).EncodeToUtf16(units)]);
        return result.ToString();
    }

    private void Decompose(int code, List<int> codes)
    {
        if (code < (compatibility ? 0xA0 : 0xC0))
        {
            codes.Add(code);
        }
        else if (code - SyllableBase is >= 0 and < Syllables and var syllable)
        {
            codes.Add(LeadBase + syllable / (Vowels * Tails));
            codes.Add(VowelBase + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails != 0) codes.Add(TailBase + syllable % Tails);
        }
        else if (UnicodeTables.Instance.Decomposition(code, compatibility) is { } parts)
        {
            codes.AddRange(parts);
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>Sorts runs of combining marks by class; marks of one class keep their order.</summary>
    private static void Reorder(Span<int> codes)
    {
        var tables = UnicodeTables.Instance;
        for (var start = 0; start < codes.Length; start++)
        {
            if (tables.ClassOf(codes[start]) == 0) continue;
            var end = start + 1;
            while (end < codes.Length && tables.ClassOf(codes[end]) != 0) end++;
            if (end - start > 1) SortRun(codes[start..end], tables);
            start = end;
        }
    }

    private static void SortRun(Span<int> run, UnicodeTables tables)
    {
        // Class, then place: a stable sort whose time stays small on thousands of stacked marks.
        var keys = new long[run.Length];
        for (var i = 0; i < run.Length; i++) keys[i] = (long)tables.ClassOf(run[i]) << 32 | (uint)i;
        var sorted = run.ToArray();
        Array.Sort(keys, sorted);
        sorted.CopyTo(run);
    }

    /// <summary>Composes in place: each mark with the last starter, unless one of its class or a starter lies between. Returns the new length.</summary>
    private static int Compose(Span<int> codes)
    {
        var tables = UnicodeTables.Instance;
        int length = 0, starter = -1, lastClass = 0;
        foreach (var code in codes)
        {
            var combining = tables.ClassOf(code);
            var adjacent = starter >= 0 && length == starter + 1;
            if (starter >= 0 && (adjacent || (combining != 0 && lastClass < combining)) && Pair(codes[starter], code, tables) is > 0 and var composed)
            {
                codes[starter] = composed;
                continue;
            }

            if (combining == 0) starter = length;
            lastClass = combining;
            codes[length++] = code;
        }

        return length;
    }

    private static int Pair(int first, int second, UnicodeTables tables)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel) return SyllableBase + (lead * Vowels + vowel) * Tails;
        if (first - SyllableBase is >= 0 and < Syllables and var syllable && syllable % Tails == 0 && second - TailBase is > 0 and < Tails and var tail) return SyllableBase + syllable + tail;
        return tables.Composition(first, second);
    }
}
