namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball English stemmer (Porter 2), in place over lower-case letters. https://snowballstem.org/algorithms/english/stemmer.html</summary>
internal static class EnglishStemmer
{
    // Longest suffix first; one that is found outside its region ends the step.
    private static readonly (string Suffix, string To)[] Step2Rules =
    [
        ("ational", "ate"), ("fulness", "ful"), ("iveness", "ive"), ("ization", "ize"), ("ousness", "ous"), ("biliti", "ble"), ("lessli", "less"),
        ("tional", "tion"), ("alism", "al"), ("aliti", "al"), ("ation", "ate"), ("entli", "ent"), ("fulli", "ful"), ("iviti", "ive"), ("ousli", "ous"),
        ("abli", "able"), ("alli", "al"), ("anci", "ance"), ("ator", "ate"), ("enci", "ence"), ("izer", "ize"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Suffix, string To)[] Step3Rules =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4Suffixes =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic"];

    /// <summary>Stems the first <paramref name="length"/> letters of <paramref name="w"/>.</summary>
    /// <returns>Length of the stem, at most <paramref name="length"/> + 1 (an e may be restored); the span must have room.</returns>
    public static int Stem(Span<char> w, int length)
    {
        if (length <= 2)
            return length;
        if (Exceptional(w, ref length))
            return length;
        if (w[0] == '\'')
        {
            w[1..length].CopyTo(w);
            length--;
        }

        for (var i = 0; i < length; i++)
        {
            if (w[i] == 'y' && (i == 0 || IsVowel(w[i - 1])))
                w[i] = 'Y';
        }

        Regions(w[..length], out var r1, out var r2);
        var n = Step0(w, length);
        n = Step1A(w, n);
        if (!IsInvariant(w[..n]))
        {
            n = Step1B(w, n, r1);
            if (n > 2 && w[n - 1] is 'y' or 'Y' && n > 2 && !IsVowel(w[n - 2]))
                w[n - 1] = 'i';
            n = Step2(w, n, r1);
            n = Step3(w, n, r1, r2);
            n = Step4(w, n, r2);
            if (n > 0 && w[n - 1] == 'e' && (n - 1 >= r2 || (n - 1 >= r1 && !EndsShort(w[..(n - 1)]))))
                n--;
            else if (n > 1 && w[n - 1] == 'l' && n - 1 >= r2 && w[n - 2] == 'l')
                n--;
        }

        foreach (ref var c in w[..n])
        {
            if (c == 'Y')
                c = 'y';
        }

        return n;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static void Regions(ReadOnlySpan<char> w, out int r1, out int r2)
    {
        r1 = w.StartsWith("gener") || w.StartsWith("arsen") ? 5 : w.StartsWith("commun") ? 6 : After(w, 0);
        r2 = After(w, r1);

        static int After(ReadOnlySpan<char> w, int from)
        {
            for (var i = from + 1; i < w.Length; i++)
            {
                if (!IsVowel(w[i]) && IsVowel(w[i - 1]))
                    return i + 1;
            }

            return w.Length;
        }
    }

    private static bool Exceptional(Span<char> w, ref int length)
    {
        if (length > 6)
            return false;
        ReadOnlySpan<char> stem = w[..length] switch
        {
            "skis" => "ski",
            "skies" => "sky",
            "dying" => "die",
            "lying" => "lie",
            "tying" => "tie",
            "idly" => "idl",
            "gently" => "gentl",
            "ugly" => "ugli",
            "early" => "earli",
            "only" => "onli",
            "singly" => "singl",
            "sky" or "news" or "howe" or "atlas" or "cosmos" or "bias" or "andes" => w[..length],
            _ => default,
        };
        if (stem.IsEmpty)
            return false;
        stem.CopyTo(w);
        length = stem.Length;
        return true;
    }

    private static bool IsInvariant(ReadOnlySpan<char> w) =>
        w.Length is 6 or 7 && w is "inning" or "outing" or "canning" or "herring" or "earring" or "proceed" or "exceed" or "succeed";

    private static int Step0(ReadOnlySpan<char> w, int n)
    {
        var word = w[..n];
        return word.EndsWith("'s'") ? n - 3 : word.EndsWith("'s") ? n - 2 : word.EndsWith("'") ? n - 1 : n;
    }

    private static int Step1A(Span<char> w, int n)
    {
        var word = w[..n];
        if (word.EndsWith("sses"))
            return n - 2;
        if (word.EndsWith("ied") || word.EndsWith("ies"))
            return n > 4 ? n - 2 : n - 1;
        if (n == 0 || w[n - 1] != 's' || word.EndsWith("us") || word.EndsWith("ss"))
            return n;
        for (var i = 0; i < n - 2; i++)
        {
            if (IsVowel(w[i]))
                return n - 1;
        }

        return n;
    }

    private static int Step1B(Span<char> w, int n, int r1)
    {
        var word = w[..n];
        if (word.EndsWith("eedly"))
            return n - 5 >= r1 ? n - 3 : n;
        if (word.EndsWith("eed"))
            return n - 3 >= r1 ? n - 1 : n;
        var cut = word.EndsWith("ingly") ? 5 : word.EndsWith("edly") ? 4 : word.EndsWith("ing") ? 3 : word.EndsWith("ed") ? 2 : 0;
        if (cut == 0)
            return n;
        var stem = n - cut;
        var vowel = false;
        for (var i = 0; i < stem && !vowel; i++)
            vowel = IsVowel(w[i]);
        if (!vowel)
            return n;
        var left = w[..stem];
        if (left.EndsWith("at") || left.EndsWith("bl") || left.EndsWith("iz"))
        {
            w[stem] = 'e';
            return stem + 1;
        }

        if (stem >= 2 && w[stem - 1] == w[stem - 2] && w[stem - 1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't' && stem >= 2 && w[stem - 1] == w[stem - 2])
            return stem - 1;
        if (stem <= r1 && EndsShort(left))
        {
            w[stem] = 'e';
            return stem + 1;
        }

        return stem;
    }

    private static bool EndsShort(ReadOnlySpan<char> w)
    {
        var n = w.Length;
        if (n >= 3 && !IsVowel(w[n - 3]) && IsVowel(w[n - 2]) && !IsVowel(w[n - 1]) && w[n - 1] is not ('w' or 'x' or 'Y'))
            return true;
        return n == 2 && IsVowel(w[0]) && !IsVowel(w[1]);
    }

    private static int Step2(Span<char> w, int n, int r1)
    {
        var word = w[..n];
        foreach (var (suffix, to) in Step2Rules)
        {
            if (!word.EndsWith(suffix))
                continue;
            var at = n - suffix.Length;
            if (at < r1 || (suffix == "ogi" && (at == 0 || w[at - 1] != 'l')) || (suffix == "li" && (at == 0 || !"cdeghkmnrt".Contains(w[at - 1]))))
                return n;
            to.CopyTo(w[at..]);
            return at + to.Length;
        }

        return n;
    }

    private static int Step3(Span<char> w, int n, int r1, int r2)
    {
        var word = w[..n];
        foreach (var (suffix, to) in Step3Rules)
        {
            if (!word.EndsWith(suffix))
                continue;
            var at = n - suffix.Length;
            if (at < r1 || (suffix == "ative" && at < r2))
                return n;
            to.CopyTo(w[at..]);
            return at + to.Length;
        }

        return n;
    }

    private static int Step4(ReadOnlySpan<char> w, int n, int r2)
    {
        var word = w[..n];
        foreach (var suffix in Step4Suffixes)
        {
            if (!word.EndsWith(suffix))
                continue;
            var at = n - suffix.Length;
            return at < r2 || (suffix == "ion" && (at == 0 || w[at - 1] is not ('s' or 't'))) ? n : at;
        }

        return n;
    }
}
