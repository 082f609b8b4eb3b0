namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball Portuguese stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/portuguese/stemmer.html</summary>
internal static class PortugueseStemmer
{
    private const string Vowels = "aeiouáéíóúâêô";
    private static readonly string[] Standard = Suffixes.Table(
        "eza ezas ico ica icos icas ismo ismos ável ível ista istas oso osa osos osas amento amentos imento imentos adora ador aça~o adoras adores aço~es ante antes ância " +
        "logia logias ução uço~es uça~o ência ências amente mente idade idades iva ivo ivas ivos ira iras");

    private static readonly string[] Verbs = Suffixes.Table(
        "ada ida ia aria eria iria ará ara erá era irá ava asse esse isse aste este iste ei arei erei irei am iam ariam eriam iriam aram eram iram avam em arem erem irem " +
        "assem essem issem ado ido ando endo indo ara~o era~o ira~o ar er ir as adas idas ias arias erias irias arás aras erás eras irás avas es ardes erdes irdes ares eres " +
        "ires asses esses isses astes estes istes is ais eis íeis aríeis eríeis iríeis áreis areis éreis ereis íreis ireis ásseis ésseis ísseis áveis ados idos " +
        "ámos amos íamos aríamos eríamos iríamos áramos éramos íramos ávamos emos aremos eremos iremos ássemos êssemos íssemos imos armos ermos irmos eu iu ou ira iras");

    private static readonly string[] Residual = Suffixes.Table("os a i o á í ó");

    /// <summary>Stems the first <paramref name="length"/> letters; nasal vowels are spelled a~, o~ meanwhile, for which the span has room.</summary>
    public static int Stem(Span<char> w, int length)
    {
        Span<char> spelled = stackalloc char[2 * TextAnalyzer.LongestWord];
        var n = 0;
        foreach (var c in w[..Math.Min(length, TextAnalyzer.LongestWord)])
        {
            spelled[n++] = c switch { 'ã' => 'a', 'õ' => 'o', _ => c };
            if (c is 'ã' or 'õ')
                spelled[n++] = '~';
        }

        n = StemSpelled(spelled, n);
        var to = 0;
        for (var i = 0; i < n; i++)
        {
            if (spelled[i] == '~' && to > 0)
                w[to - 1] = w[to - 1] == 'a' ? 'ã' : 'õ';
            else
                w[to++] = spelled[i];
        }

        return to;
    }

    private static int StemSpelled(Span<char> w, int n)
    {
        var rv = Suffixes.RomanceRv(w[..n], Vowels);
        var r1 = Suffixes.After(w[..n], 0, Vowels);
        var r2 = Suffixes.After(w[..n], r1, Vowels);
        var before = n;
        var removed = RemoveStandard(w, ref n, r1, r2, rv);
        if (!removed)
        {
            var verb = Suffixes.LongestIn(w[..n], rv, Verbs);
            n -= verb.Length;
            removed = verb.Length > 0;
        }

        if (removed || n != before)
        {
            if (n > 1 && w[n - 1] == 'i' && n - 1 >= rv && w[n - 2] == 'c')
                n--;
        }
        else
        {
            var residual = Suffixes.Longest(w[..n], Residual);
            if (residual.Length > 0 && n - residual.Length >= rv)
                n -= residual.Length;
        }

        return RemoveEnd(w, n, rv);
    }

    private static bool RemoveStandard(Span<char> w, ref int n, int r1, int r2, int rv)
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
            case "logia" or "logias":
                return Replace(w, ref n, at, r2, "log");
            case "ução" or "uça~o" or "uço~es":
                return Replace(w, ref n, at, r2, "u");
            case "ência" or "ências":
                return Replace(w, ref n, at, r2, "ente");
            case "ira" or "iras":
                return at >= rv && at > 0 && w[at - 1] == 'e' && Replace(w, ref n, at, rv, "ir");
        }

        if (at < r2)
            return false;
        n = at;
        switch (suffix)
        {
            case "mente":
                _ = Cut(w, ref n, r2, "ante") || Cut(w, ref n, r2, "avel") || Cut(w, ref n, r2, "ível");
                break;
            case "idade" or "idades":
                _ = Cut(w, ref n, r2, "abil") || Cut(w, ref n, r2, "ic") || Cut(w, ref n, r2, "iv");
                break;
            case "iva" or "ivo" or "ivas" or "ivos":
                Cut(w, ref n, r2, "at");
                break;
        }

        return true;
    }

    private static int RemoveEnd(Span<char> w, int n, int rv)
    {
        if (n == 0)
            return n;
        if (w[n - 1] is 'e' or 'é' or 'ê' && n - 1 >= rv)
        {
            n--;
            if (n > 1 && n - 1 >= rv && ((w[n - 1] == 'u' && w[n - 2] == 'g') || (w[n - 1] == 'i' && w[n - 2] == 'c')))
                n--;
        }
        else if (w[n - 1] == 'ç')
        {
            w[n - 1] = 'c';
        }

        return n;
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
