namespace Assistant.Core.Text;

/// <summary>
/// The stemmer of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the published errata as in the
/// author's reference program: SQLite's <c>porter</c> tokenizer stems the same way, so that highlighting agrees with the search.
/// </summary>
public static class PorterStemmer
{
    /// <summary>Stems a lower-case word in place; words with anything but a–z, and words of one or two letters, stay as they are.</summary>
    /// <param name="word">The word; its first characters are overwritten (a stem is never longer).</param>
    /// <returns>Length of the stem.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3 || word.IndexOfAnyExceptInRange('a', 'z') >= 0) return word.Length;
        var length = Step1A(word, word.Length);
        length = Step1B(word, length);
        length = Step1C(word, length);
        length = Replace(word, length, Step2, 0);
        length = Replace(word, length, Step3, 0);
        length = Step4(word, length);
        return Step5(word, length);
    }

    /// <summary>Stems a lower-case word.</summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var copy = word.ToCharArray();
        return new string(copy, 0, Stem(copy));
    }

    private static readonly (string Suffix, string By)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string By)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    // Longer suffixes before those that they end with.
    private static readonly string[] Step4Suffixes =
    [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou",
    ];

    private static int Step1A(Span<char> w, int n)
    {
        if (w[n - 1] != 's') return n;
        if (Ends(w, n, "sses") || Ends(w, n, "ies")) return n - 2;
        return Ends(w, n, "ss") ? n : n - 1;
    }

    private static int Step1B(Span<char> w, int n)
    {
        if (Ends(w, n, "eed")) return Measure(w, n - 3) > 0 ? n - 1 : n;
        var stem = Ends(w, n, "ed") ? n - 2 : Ends(w, n, "ing") ? n - 3 : n;
        if (stem == n || !HasVowel(w, stem)) return n;
        if (Ends(w, stem, "at") || Ends(w, stem, "bl") || Ends(w, stem, "iz"))
        {
            w[stem] = 'e';
            return stem + 1;
        }

        if (EndsDouble(w, stem) && w[stem - 1] is not ('l' or 's' or 'z')) return stem - 1;
        if (Measure(w, stem) == 1 && EndsShort(w, stem))
        {
            w[stem] = 'e';
            return stem + 1;
        }

        return stem;
    }

    private static int Step1C(Span<char> w, int n)
    {
        if (w[n - 1] == 'y' && HasVowel(w, n - 1)) w[n - 1] = 'i';
        return n;
    }

    private static int Replace(Span<char> w, int n, (string Suffix, string By)[] rules, int measure)
    {
        // The longest matching suffix decides, whether its condition holds or not.
        var best = -1;
        for (var i = 0; i < rules.Length; i++)
        {
            if ((best < 0 || rules[i].Suffix.Length > rules[best].Suffix.Length) && Ends(w, n, rules[i].Suffix)) best = i;
        }

        if (best < 0) return n;
        var stem = n - rules[best].Suffix.Length;
        if (Measure(w, stem) <= measure) return n;
        rules[best].By.CopyTo(w[stem..]);
        return stem + rules[best].By.Length;
    }

    private static int Step4(Span<char> w, int n)
    {
        foreach (var suffix in Step4Suffixes)
        {
            if (!Ends(w, n, suffix)) continue;
            var stem = n - suffix.Length;
            if (suffix == "ion" && (stem == 0 || w[stem - 1] is not ('s' or 't'))) return n;
            return Measure(w, stem) > 1 ? stem : n;
        }

        return n;
    }

    private static int Step5(Span<char> w, int n)
    {
        if (w[n - 1] == 'e')
        {
            var m = Measure(w, n - 1);
            if (m > 1 || (m == 1 && !EndsShort(w, n - 1))) n--;
        }

        return n > 1 && w[n - 1] == 'l' && w[n - 2] == 'l' && Measure(w, n) > 1 ? n - 1 : n;
    }

    private static bool Ends(ReadOnlySpan<char> w, int n, string suffix) => n > suffix.Length && w[..n].EndsWith(suffix, StringComparison.Ordinal);

    private static bool IsConsonant(ReadOnlySpan<char> w, int i) => w[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(w, i - 1),
        _ => true,
    };

    /// <summary>Counts m in [C](VC)^m[V].</summary>
    private static int Measure(ReadOnlySpan<char> w, int n)
    {
        var m = 0;
        var vowelBefore = false;
        for (var i = 0; i < n; i++)
        {
            var consonant = IsConsonant(w, i);
            if (consonant && vowelBefore) m++;
            vowelBefore = !consonant;
        }

        return m;
    }

    private static bool HasVowel(ReadOnlySpan<char> w, int n)
    {
        for (var i = 0; i < n; i++)
        {
            if (!IsConsonant(w, i)) return true;
        }

        return false;
    }

    private static bool EndsDouble(ReadOnlySpan<char> w, int n) => n > 1 && w[n - 1] == w[n - 2] && IsConsonant(w, n - 1);

    private static bool EndsShort(ReadOnlySpan<char> w, int n) =>
        n > 2 && IsConsonant(w, n - 1) && !IsConsonant(w, n - 2) && IsConsonant(w, n - 3) && w[n - 1] is not ('w' or 'x' or 'y');
}
