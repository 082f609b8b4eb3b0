namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball Spanish stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/spanish/stemmer.html</summary>
internal static class SpanishStemmer
{
    private const string Vowels = "aeiouáéíóúü";
    private static readonly string[] Pronouns = Suffixes.Table("me se sela selo selas selos la le lo las les los nos");
    private static readonly string[] AccentedGerunds = Suffixes.Table("iéndo ándo ár ér ír");
    private static readonly string[] Gerunds = Suffixes.Table("iendo ando ar er ir");
    private static readonly string[] Standard = Suffixes.Table(
        "anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas amiento amientos imiento imientos " +
        "adora ador ación adoras adores aciones ante antes ancia ancias logía logías ución uciones encia encias amente mente idad idades iva ivo ivas ivos");

    private static readonly string[] YVerbs = Suffixes.Table("ya ye yan yen yeron yendo yo yó yas yes yais yamos");
    private static readonly string[] Verbs = Suffixes.Table(
        "en es éis emos arían arías arán arás aríais aría aréis aríamos aremos ará aré erían erías erán erás eríais ería eréis eríamos eremos erá eré " +
        "irían irías irán irás iríais iría iréis iríamos iremos irá iré aba ada ida ía ara iera ad ed id ase iese aste iste an aban ían aran ieran asen iesen " +
        "aron ieron ado ido ando iendo ió ar er ir as abas adas idas ías aras ieras ases ieses ís áis abais íais arais ierais aseis ieseis asteis isteis " +
        "ados idos amos ábamos íamos imos áramos iéramos iésemos ásemos");

    private static readonly string[] Residual = Suffixes.Table("os a o á í ó e é");

    /// <summary>Stems the first <paramref name="length"/> letters.</summary>
    public static int Stem(Span<char> w, int length)
    {
        var n = length;
        var rv = Suffixes.RomanceRv(w[..n], Vowels);
        var r1 = Suffixes.After(w[..n], 0, Vowels);
        var r2 = Suffixes.After(w[..n], r1, Vowels);
        n = RemovePronoun(w, n, rv);
        var before = n;
        if (!RemoveStandard(w, ref n, r1, r2))
            n = RemoveVerb(w, before, rv);
        n = RemoveResidual(w, n, rv);
        foreach (ref var c in w[..n])
        {
            c = c switch
            {
                'á' => 'a',
                'é' => 'e',
                'í' => 'i',
                'ó' => 'o',
                'ú' => 'u',
                _ => c,
            };
        }

        return n;
    }

    private static int RemovePronoun(Span<char> w, int n, int rv)
    {
        var pronoun = Suffixes.Longest(w[..n], Pronouns);
        var at = n - pronoun.Length;
        if (pronoun.Length == 0 || at <= rv)
            return n;
        var stem = w[..at];
        var gerund = Suffixes.LongestIn(stem, rv, AccentedGerunds);
        if (gerund.Length > 0)
        {
            foreach (ref var c in stem[(at - gerund.Length)..])
                c = c switch { 'á' => 'a', 'é' => 'e', 'í' => 'i', _ => c };
            return at;
        }

        if (Suffixes.LongestIn(stem, rv, Gerunds).Length > 0)
            return at;
        return stem.EndsWith("uyendo") && at - 5 >= rv ? at : n;
    }

    private static bool RemoveStandard(Span<char> w, ref int n, int r1, int r2)
    {
        var suffix = Suffixes.Longest(w[..n], Standard);
        if (suffix.Length == 0)
            return false;
        var at = n - suffix.Length;
        switch (suffix)
        {
            case "amente":
                if (at < r1)
                    return false;
                n = at;
                if (Cut(w, ref n, r2, "iv"))
                    Cut(w, ref n, r2, "at");
                else
                    _ = Cut(w, ref n, r2, "os") || Cut(w, ref n, r2, "ic") || Cut(w, ref n, r2, "ad");
                return true;
            case "logía" or "logías":
                return Replace(w, ref n, at, r2, "log");
            case "ución" or "uciones":
                return Replace(w, ref n, at, r2, "u");
            case "encia" or "encias":
                return Replace(w, ref n, at, r2, "ente");
        }

        if (at < r2)
            return false;
        n = at;
        switch (suffix)
        {
            case "adora" or "ador" or "ación" or "adoras" or "adores" or "aciones" or "ante" or "antes" or "ancia" or "ancias":
                Cut(w, ref n, r2, "ic");
                break;
            case "mente":
                _ = Cut(w, ref n, r2, "ante") || Cut(w, ref n, r2, "able") || Cut(w, ref n, r2, "ible");
                break;
            case "idad" or "idades":
                _ = Cut(w, ref n, r2, "abil") || Cut(w, ref n, r2, "ic") || Cut(w, ref n, r2, "iv");
                break;
            case "iva" or "ivo" or "ivas" or "ivos":
                Cut(w, ref n, r2, "at");
                break;
        }

        return true;
    }

    private static int RemoveVerb(Span<char> w, int n, int rv)
    {
        var suffix = Suffixes.LongestIn(w[..n], rv, YVerbs);
        var at = n - suffix.Length;
        if (suffix.Length > 0 && at > 0 && w[at - 1] == 'u')
            return at;
        suffix = Suffixes.LongestIn(w[..n], rv, Verbs);
        at = n - suffix.Length;
        if (suffix.Length == 0)
            return n;
        if (suffix is "en" or "es" or "éis" or "emos" && w[..at].EndsWith("gu"))
            return at - 1;
        return at;
    }

    private static int RemoveResidual(Span<char> w, int n, int rv)
    {
        var suffix = Suffixes.Longest(w[..n], Residual);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || at < rv)
            return n;
        return suffix is "e" or "é" && w[..at].EndsWith("gu") && at - 1 >= rv ? at - 1 : at;
    }

    private static bool Cut(ReadOnlySpan<char> w, ref int n, int limit, string suffix)
    {
        if (!w[..n].EndsWith(suffix) || n - suffix.Length < limit)
            return false;
        n -= suffix.Length;
        return true;
    }

    private static bool Replace(Span<char> w, ref int n, int at, int limit, string with)
    {
        if (at < limit)
            return false;
        with.CopyTo(w[at..]);
        n = at + with.Length;
        return true;
    }
}
