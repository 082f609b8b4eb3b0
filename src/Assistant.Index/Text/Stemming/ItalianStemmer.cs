namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball Italian stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/italian/stemmer.html</summary>
internal static class ItalianStemmer
{
    private const string Vowels = "aeiouàèìòù";
    private static readonly string[] Pronouns = Suffixes.Table(
        "ci gli la le li lo mi ne si ti vi sene gliela gliele glieli glielo gliene mela mele meli melo mene tela tele teli telo tene cela cele celi celo cene vela vele veli velo vene");

    private static readonly string[] Standard = Suffixes.Table(
        "anza anze ico ici ica ice iche ichi ismo ismi abile abili ibile ibili ista iste isti istà istè istì oso osi osa ose mente atrice atrici ante anti " +
        "azione azioni atore atori logia logie uzione uzioni usione usioni enza enze amento amenti imento imenti amente ità ivo ivi iva ive");

    private static readonly string[] Verbs = Suffixes.Table(
        "ammo ando ano are arono asse assero assi assimo ata ate ati ato ava avamo avano avate avi avo emmo enda ende endi endo erà erai eranno ere erebbe erebbero erei " +
        "eremmo eremo ereste eresti erete erò erono essero ete eva evamo evano evate evi evo Yamo iamo immo irà irai iranno ire irebbe irebbero irei iremmo iremo ireste " +
        "iresti irete irò irono isca iscano isce isci isco iscono issero ita ite iti ito iva ivamo ivano ivate ivi ivo ono uta ute uti uto ar ir");

    /// <summary>Stems the first <paramref name="length"/> letters.</summary>
    public static int Stem(Span<char> w, int length)
    {
        var n = length;
        Prelude(w[..n]);
        var rv = Suffixes.RomanceRv(w[..n], Vowels);
        var r1 = Suffixes.After(w[..n], 0, Vowels);
        var r2 = Suffixes.After(w[..n], r1, Vowels);
        n = RemovePronoun(w, n, rv);
        if (!RemoveStandard(w, ref n, rv, r1, r2))
            n -= Suffixes.LongestIn(w[..n], rv, Verbs).Length;
        if (n > rv && "aeioàèìò".Contains(w[n - 1]))
        {
            n--;
            if (n > rv && w[n - 1] == 'i')
                n--;
        }

        if (n - 2 >= rv && n >= 2 && w[n - 1] == 'h' && (w[n - 2] == 'c' || w[n - 2] == 'g'))
            n--;
        foreach (ref var c in w[..n])
        {
            if (c is 'I' or 'U')
                c = char.ToLowerInvariant(c);
        }

        return n;
    }

    private static void Prelude(Span<char> w)
    {
        for (var i = 0; i < w.Length; i++)
        {
            w[i] = w[i] switch { 'á' => 'à', 'é' => 'è', 'í' => 'ì', 'ó' => 'ò', 'ú' => 'ù', _ => w[i] };
            if (w[i] == 'u' && i > 0 && w[i - 1] == 'q')
                w[i] = 'U';
        }

        for (var i = 1; i + 1 < w.Length; i++)
        {
            if (w[i] is 'u' or 'i' && Vowels.Contains(w[i - 1]) && Vowels.Contains(Accentless(w[i + 1])))
                w[i] = char.ToUpperInvariant(w[i]);
        }

        static char Accentless(char c) => c switch { 'á' => 'à', 'é' => 'è', 'í' => 'ì', 'ó' => 'ò', 'ú' => 'ù', _ => c };
    }

    private static int RemovePronoun(Span<char> w, int n, int rv)
    {
        var pronoun = Suffixes.Longest(w[..n], Pronouns);
        var at = n - pronoun.Length;
        if (pronoun.Length == 0 || at <= rv)
            return n;
        var stem = w[rv..at];
        if (stem.EndsWith("ando") || stem.EndsWith("endo"))
            return at;
        if (!stem.EndsWith("ar") && !stem.EndsWith("er") && !stem.EndsWith("ir"))
            return n;
        w[at] = 'e';
        return at + 1;
    }

    private static bool RemoveStandard(Span<char> w, ref int n, int rv, int r1, int r2)
    {
        var suffix = Suffixes.Longest(w[..n], Standard);
        if (suffix.Length == 0)
            return false;
        var at = n - suffix.Length;
        switch (suffix)
        {
            case "logia" or "logie":
                return Replace(w, ref n, at, r2, "log");
            case "uzione" or "uzioni" or "usione" or "usioni":
                return Replace(w, ref n, at, r2, "u");
            case "enza" or "enze":
                return Replace(w, ref n, at, r2, "ente");
            case "amento" or "amenti" or "imento" or "imenti":
                return Replace(w, ref n, at, rv, "");
            case "amente":
                if (at < r1)
                    return false;
                n = at;
                if (Cut(w, ref n, r2, "iv"))
                    Cut(w, ref n, r2, "at");
                else
                    _ = Cut(w, ref n, r2, "abil") || Cut(w, ref n, r2, "os") || Cut(w, ref n, r2, "ic");
                return true;
        }

        if (at < r2)
            return false;
        n = at;
        switch (suffix)
        {
            case "azione" or "azioni" or "atore" or "atori":
                Cut(w, ref n, r2, "ic");
                break;
            case "ità":
                _ = Cut(w, ref n, r2, "abil") || Cut(w, ref n, r2, "ic") || Cut(w, ref n, r2, "iv");
                break;
            case "ivo" or "ivi" or "iva" or "ive":
                if (Cut(w, ref n, r2, "at"))
                    Cut(w, ref n, r2, "ic");
                break;
        }

        return true;
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
