namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball French stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/french/stemmer.html</summary>
internal static class FrenchStemmer
{
    private const string Vowels = "aeiouyâàëéêèïîôûù";
    private static readonly string[] Standard = Suffixes.Table(
        "ance iqUe isme able iste eux ances iqUes ismes ables istes atrice ateur ation atrices ateurs ations logie logies usion ution usions utions ence ences " +
        "ement ements ité ités if ive ifs ives eaux aux euse euses issement issements amment emment ment ments");

    private static readonly string[] IVerbs = Suffixes.Table(
        "îmes ît îtes i ie ies ir ira irai iraIent irais irait iras irent irez iriez irions irons iront is issaIent issais issait issant issante issantes issants isse issent " +
        "isses issez issiez issions issons it");

    private static readonly string[] Verbs = Suffixes.Table(
        "ions é ée ées és èrent er era erai eraIent erais erait eras erez eriez erions erons eront ez iez " +
        "âmes ât âtes a ai aIent ais ait ant ante antes ants as asse assent asses assiez assions");

    private static readonly string[] AVerbs = Suffixes.Table("âmes ât âtes a ai aIent ais ait ant ante antes ants as asse assent asses assiez assions");
    private static readonly string[] Residual = Suffixes.Table("ion ier ière Ier Ière e");

    /// <summary>Stems the first <paramref name="length"/> letters; the span has room for two more.</summary>
    public static int Stem(Span<char> w, int length)
    {
        var n = length;
        Prelude(w[..n]);
        var rv = Rv(w[..n]);
        var r1 = Suffixes.After(w[..n], 0, Vowels);
        var r2 = Suffixes.After(w[..n], r1, Vowels);
        var changed = RemoveStandard(w, ref n, rv, r1, r2, out var adverb);
        if (!changed || adverb)
        {
            var verb = RemoveIVerb(w, ref n, rv) || RemoveVerb(w, ref n, rv, r2);
            changed |= verb;
        }

        if (changed)
        {
            if (n > 0 && w[n - 1] == 'Y')
                w[n - 1] = 'i';
            else if (n > 0 && w[n - 1] == 'ç')
                w[n - 1] = 'c';
        }
        else
        {
            n = RemoveResidual(w, n, rv, r2);
        }

        return Finish(w, n);
    }

    private static void Prelude(Span<char> w)
    {
        for (var i = 0; i < w.Length; i++)
        {
            var before = i > 0 && Vowels.Contains(w[i - 1]);
            var behind = i + 1 < w.Length && Vowels.Contains(w[i + 1]);
            if ((w[i] is 'u' or 'i' && before && behind) || (w[i] == 'y' && (before || behind)) || (w[i] == 'u' && i > 0 && w[i - 1] == 'q'))
                w[i] = char.ToUpperInvariant(w[i]);
        }
    }

    private static int Rv(ReadOnlySpan<char> w)
    {
        if (w.Length >= 3 && ((Vowels.Contains(w[0]) && Vowels.Contains(w[1])) || w.StartsWith("par") || w.StartsWith("col") || w.StartsWith("tap")))
            return 3;
        for (var i = 1; i < w.Length; i++)
        {
            if (Vowels.Contains(w[i]))
                return i + 1;
        }

        return w.Length;
    }

    private static bool RemoveStandard(Span<char> w, ref int n, int rv, int r1, int r2, out bool adverb)
    {
        adverb = false;
        var suffix = Suffixes.Longest(w[..n], Standard);
        if (suffix.Length == 0)
            return false;
        var at = n - suffix.Length;
        switch (suffix)
        {
            case "atrice" or "ateur" or "ation" or "atrices" or "ateurs" or "ations":
                if (at < r2)
                    return false;
                n = at;
                CutOr(w, ref n, r2, "ic", "iqU");
                return true;
            case "logie" or "logies":
                return Replace(w, ref n, at, r2, "log");
            case "usion" or "ution" or "usions" or "utions":
                return Replace(w, ref n, at, r2, "u");
            case "ence" or "ences":
                return Replace(w, ref n, at, r2, "ent");
            case "ement" or "ements":
                return RemoveEment(w, ref n, at, rv, r1, r2);
            case "ité" or "ités":
                if (at < r2)
                    return false;
                n = at;
                if (!CutOr(w, ref n, r2, "abil", "abl") && !CutOr(w, ref n, r2, "ic", "iqU"))
                    Cut(w, ref n, r2, "iv");
                return true;
            case "if" or "ive" or "ifs" or "ives":
                if (at < r2)
                    return false;
                n = at;
                if (Cut(w, ref n, r2, "at"))
                    CutOr(w, ref n, r2, "ic", "iqU");
                return true;
            case "eaux":
                return Replace(w, ref n, at, 0, "eau");
            case "aux":
                return Replace(w, ref n, at, r1, "al");
            case "euse" or "euses":
                return Replace(w, ref n, at, r2, "") || Replace(w, ref n, at, r1, "eux");
            case "issement" or "issements":
                return at > 0 && !Vowels.Contains(w[at - 1]) && Replace(w, ref n, at, r1, "");
            case "amment":
                return adverb = Replace(w, ref n, at, rv, "ant");
            case "emment":
                return adverb = Replace(w, ref n, at, rv, "ent");
            case "ment" or "ments":
                return adverb = at - 1 >= rv && Vowels.Contains(w[at - 1]) && Replace(w, ref n, at, rv, "");
            default:
                return Replace(w, ref n, at, r2, "");
        }
    }

    private static bool RemoveEment(Span<char> w, ref int n, int at, int rv, int r1, int r2)
    {
        if (at < rv)
            return false;
        n = at;
        if (w[..n].EndsWith("iv"))
        {
            if (Cut(w, ref n, r2, "iv"))
                Cut(w, ref n, r2, "at");
        }
        else if (w[..n].EndsWith("eus"))
        {
            if (!Cut(w, ref n, r2, "eus"))
                Replace(w, ref n, n - 3, r1, "eux");
        }
        else if (w[..n].EndsWith("abl") || w[..n].EndsWith("iqU"))
        {
            Replace(w, ref n, n - 3, r2, "");
        }
        else if (w[..n].EndsWith("ièr") || w[..n].EndsWith("Ièr"))
        {
            Replace(w, ref n, n - 3, rv, "i");
        }

        return true;
    }

    private static bool RemoveIVerb(ReadOnlySpan<char> w, ref int n, int rv)
    {
        var suffix = Suffixes.LongestIn(w[..n], rv, IVerbs);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || at - 1 < rv || Vowels.Contains(w[at - 1]))
            return false;
        n = at;
        return true;
    }

    private static bool RemoveVerb(ReadOnlySpan<char> w, ref int n, int rv, int r2)
    {
        var suffix = Suffixes.LongestIn(w[..n], rv, Verbs);
        var at = n - suffix.Length;
        if (suffix.Length == 0 || (suffix == "ions" && at < r2))
            return false;
        n = at;
        if (Array.IndexOf(AVerbs, suffix) >= 0 && n - 1 >= rv && w[n - 1] == 'e')
            n--;
        return true;
    }

    private static int RemoveResidual(Span<char> w, int n, int rv, int r2)
    {
        if (n > 1 && w[n - 1] == 's' && !"aiouès".Contains(w[n - 2]))
            n--;
        var suffix = Suffixes.LongestIn(w[..n], rv, Residual);
        var at = n - suffix.Length;
        switch (suffix)
        {
            case "ion":
                return at >= r2 && at - 1 >= rv && w[at - 1] is 's' or 't' ? at : n;
            case "ier" or "ière" or "Ier" or "Ière":
                w[at] = 'i';
                return at + 1;
            default:
                return at;
        }
    }

    private static int Finish(Span<char> w, int n)
    {
        var word = w[..n];
        if (word.EndsWith("enn") || word.EndsWith("onn") || word.EndsWith("ett") || word.EndsWith("ell") || word.EndsWith("eill"))
            n--;
        var i = n - 1;
        while (i >= 0 && !Vowels.Contains(w[i]))
            i--;
        if (i >= 0 && i < n - 1 && w[i] is 'é' or 'è' && i < n - 1)
            w[i] = 'e';
        foreach (ref var c in w[..n])
        {
            if (c is 'Y' or 'I' or 'U')
                c = char.ToLowerInvariant(c);
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

    /// <summary>Removes a suffix in the region, or puts another in its place outside.</summary>
    private static bool CutOr(Span<char> w, ref int n, int limit, string suffix, string otherwise)
    {
        if (!w[..n].EndsWith(suffix))
            return false;
        if (!Cut(w, ref n, limit, suffix))
            Replace(w, ref n, n - suffix.Length, 0, otherwise);
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
