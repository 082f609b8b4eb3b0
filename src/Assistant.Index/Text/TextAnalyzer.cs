using System.Text;
using Assistant.Index.Text.Stemming;

namespace Assistant.Index.Text;

/// <summary>
/// Turns words of a <see cref="WordSegmenter"/> into the terms that are indexed: lower case, stemmed, without accents, UTF-8.
/// An identifier or flag gives itself whole and its parts; a run of ideographs gives its pairs. Keeps buffers, so one instance
/// serves one thread; does not allocate once they have grown.
/// </summary>
internal sealed class TextAnalyzer
{
    /// <summary>Characters of a word that count; the rest of longer ones is dropped.</summary>
    public const int LongestWord = 120;

    private readonly char[] _lower = new char[(2 * LongestWord) + Stemmer.Slack];
    private readonly char[] _bare = new char[(4 * LongestWord) + (2 * Stemmer.Slack)];
    private byte[] _bytes = new byte[1024];
    private (int Start, int Length, int Offset)[] _terms = new (int, int, int)[64];
    private int _used;

    /// <summary>Terms of the last word.</summary>
    public int Count { get; private set; }

    /// <summary>Positions that the last word takes.</summary>
    public int Advance { get; private set; }

    /// <summary>UTF-8 of a term.</summary>
    public ReadOnlySpan<byte> Term(int index) => _bytes.AsSpan(_terms[index].Start, _terms[index].Length);

    /// <summary>Position of a term from that of the word.</summary>
    public int Offset(int index) => _terms[index].Offset;

    /// <summary>Makes the terms of a word as the segmenter gave it.</summary>
    public void Expand(ReadOnlySpan<char> word, WordShape shape, Language language)
    {
        Count = 0;
        Advance = 1;
        _used = 0;
        switch (shape)
        {
            case WordShape.Word:
                AddWord(word, language, 0);
                break;
            case WordShape.Number:
                AddNumber(word);
                break;
            case WordShape.Ideographs:
                AddPairs(word);
                break;
            case WordShape.Symbol:
                AddWord(word, Language.None, 0);
                break;
            default:
                AddIdentifier(word, language);
                break;
        }
    }

    private void AddWord(ReadOnlySpan<char> word, Language language, int offset)
    {
        var n = CharFolding.Lower(word[..Math.Min(word.Length, LongestWord)], _lower);
        if (language != Language.None && IsStemmable(_lower.AsSpan(0, n)))
        {
            if (language == Language.English)
            {
                // English has no accents to go by: café and cafe must come to the same stem.
                n = CharFolding.Bare(_lower.AsSpan(0, n), _bare);
                _bare.AsSpan(0, n).CopyTo(_lower);
            }

            n = Stemmer.Stem(language, _lower, n);
        }

        AddBare(_lower.AsSpan(0, n), offset);
    }

    private static bool IsStemmable(Span<char> lower)
    {
        foreach (var c in lower)
        {
            if (char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }

    private void AddNumber(ReadOnlySpan<char> word)
    {
        Span<char> digits = stackalloc char[LongestWord];
        var n = 0;
        foreach (var c in word[..Math.Min(word.Length, LongestWord)])
        {
            // Group separators go, so that 1,000 and 1000 meet; decimal points stay.
            if (c is not (',' or '\'' or '\u2019' or '\u066C'))
                digits[n++] = c;
        }

        AddWord(digits[..n], Language.None, 0);
    }

    private void AddPairs(ReadOnlySpan<char> run)
    {
        var at = 0;
        var characters = 0;
        int previous = -1, pairs = 0;
        while (at < run.Length)
        {
            var start = at;
            at += char.IsHighSurrogate(run[at]) && at + 1 < run.Length ? 2 : 1;
            while (at < run.Length && CharClasses.Of(run[at]) == CharClass.Mark)
                at++;
            if (CharClasses.Of(run[start]) == CharClass.Mark)
                continue;
            characters++;
            if (previous >= 0)
                AddWord(run[previous..at], Language.None, pairs++);
            previous = start;
        }

        if (characters == 1)
            AddWord(run, Language.None, pairs++);
        Advance = Math.Max(1, pairs);
    }

    private void AddIdentifier(ReadOnlySpan<char> word, Language language)
    {
        var whole = word.Trim('_');
        if (whole.IsEmpty)
            whole = word;
        AddWord(whole, Language.None, 0);
        var offset = 0;
        var longest = 0;
        var parts = 0;
        for (var i = 0; NextPart(whole, ref i, out var part);)
        {
            longest = Math.Max(longest, part.Length);
            parts++;
        }

        if (longest <= 1 && parts > 1)
        {
            // U.S.A. is one word.
            Span<char> joined = stackalloc char[LongestWord];
            var n = 0;
            for (var i = 0; NextPart(whole, ref i, out var part) && n + part.Length <= joined.Length;)
            {
                part.CopyTo(joined[n..]);
                n += part.Length;
            }

            AddWord(joined[..n], Language.None, 0);
            return;
        }

        for (var i = 0; NextPart(whole, ref i, out var part);)
        {
            if (part.Length == whole.Length)
                Count = 0;
            AddWord(part, language, offset++);
        }

        Advance = Math.Max(1, offset);
    }

    private static bool NextPart(ReadOnlySpan<char> word, ref int i, out ReadOnlySpan<char> part)
    {
        while (i < word.Length && !IsPartChar(word[i]))
            i++;
        var start = i;
        var uppers = 0;
        for (; i < word.Length && IsPartChar(word[i]); i++)
        {
            var c = CharClasses.Of(word[i]);
            if (c == CharClass.Upper)
            {
                if (i > start && CharClasses.Of(word[i - 1]) == CharClass.Lower)
                    break;
                // HTTPServer: the last capital of a run belongs to the small letters behind it.
                if (uppers >= 1 && i + 2 < word.Length && CharClasses.Of(word[i + 1]) == CharClass.Lower && CharClasses.Of(word[i + 2]) == CharClass.Lower)
                    break;
                uppers++;
            }
            else
            {
                uppers = 0;
            }
        }

        part = word[start..i];
        return !part.IsEmpty;
    }

    private static bool IsPartChar(char c) =>
        CharClasses.Of(c) is CharClass.Lower or CharClass.Upper or CharClass.Digit or CharClass.Mark or CharClass.HighSurrogate || char.IsLowSurrogate(c) || c is '\'' or '\u2019';

    private void AddBare(ReadOnlySpan<char> lower, int offset)
    {
        var n = CharFolding.Bare(lower, _bare);
        if (n == 0)
            return;
        if (_used + (3 * n) > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + (3 * n)));
        if (Count == _terms.Length)
            Array.Resize(ref _terms, Count * 2);
        var length = Encoding.UTF8.GetBytes(_bare.AsSpan(0, n), _bytes.AsSpan(_used));
        _terms[Count++] = (_used, length, offset);
        _used += length;
    }
}
