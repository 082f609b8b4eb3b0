namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball German stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/german/stemmer.html</summary>
internal static class GermanStemmer
{
    private const string Vowels = "aeiouyäöü";
    private static readonly string[] Step1Suffixes = Suffixes.Table("em ern er e en es s");
    private static readonly string[] Step2Suffixes = Suffixes.Table("en er est st");
    private static readonly string[] Step3Suffixes = Suffixes.Table("end ung ig ik isch lich heit keit");

    /// <summary>Stems the first <paramref name="length"/> letters; ß becomes ss, for which the span has room.</summary>
    public static int Stem(Span<char> w, int length)
    {
        var n = Spell(w, length);
        var r1 = Suffixes.After(w[..n], 0, Vowels);
        var r2 = Suffixes.After(w[..n], r1, Vowels);
        r1 = Math.Max(r1, 3);
        n = Step1(w, n, r1);
        n = Step2(w, n, r1);
        n = Step3(w, n, r1, r2);
        foreach (ref var c in w[..n])
        {
            c = c switch
            {
                'Y' => 'y',
                'U' or 'ü' => 'u',
                'ä' => 'a',
                'ö' => 'o',
                _ => c,
            };
        }

        return n;
    }

    private static int Spell(Span<char> w, int n)
    {
        for (var i = 0; i < n && n + 1 < w.Length; i++)
        {
            if (w[i] != 'ß')
                continue;
            w[i..n].CopyTo(w[(i + 1)..]);
            w[i] = w[i + 1] = 's';
            n++;
        }

        for (var i = 1; i + 1 < n; i++)
        {
            if (w[i] is 'u' or 'y' && Vowels.Contains(w[i - 1]) && Vowels.Contains(w[i + 1]))
                w[i] = char.ToUpperInvariant(w[i]);
        }

        return n;
    }

    private static int Step1(Span<char> w, int n, int r1)
    {
        var suffix = Suffixes.Longest(w[..n], Step1Suffixes);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || at < r1)
            return n;
        if (suffix == "s")
            return at > 0 && "bdfghklmnrt".Contains(w[at - 1]) ? at : n;
        if (suffix is "e" or "en" or "es" && w[..at].EndsWith("niss"))
            return at - 1;
        return at;
    }

    private static int Step2(Span<char> w, int n, int r1)
    {
        var suffix = Suffixes.Longest(w[..n], Step2Suffixes);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || at < r1)
            return n;
        return suffix != "st" || (at >= 4 && "bdfghklmnt".Contains(w[at - 1])) ? at : n;
    }

    private static int Step3(Span<char> w, int n, int r1, int r2)
    {
        var suffix = Suffixes.Longest(w[..n], Step3Suffixes);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || at < r2)
            return n;
        switch (suffix)
        {
            case "end" or "ung":
                return w[..at].EndsWith("ig") && at - 2 >= r2 && !w[..(at - 2)].EndsWith("e") ? at - 2 : at;
            case "ig" or "ik" or "isch":
                return w[..at].EndsWith("e") ? n : at;
            case "lich" or "heit":
                return (w[..at].EndsWith("er") || w[..at].EndsWith("en")) && at - 2 >= r1 ? at - 2 : at;
            default:
                if (w[..at].EndsWith("lich") && at - 4 >= r2)
                    return at - 4;
                return w[..at].EndsWith("ig") && at - 2 >= r2 ? at - 2 : at;
        }
    }
}
