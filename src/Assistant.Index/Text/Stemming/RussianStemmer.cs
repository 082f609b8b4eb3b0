using System.Buffers;

namespace Assistant.Index.Text.Stemming;

/// <summary>The Snowball Russian stemmer, in place over lower-case letters. https://snowballstem.org/algorithms/russian/stemmer.html</summary>
internal static class RussianStemmer
{
    private const string Vowels = "аеиоуыэюя";
    private static readonly SearchValues<char> VowelSet = SearchValues.Create(Vowels);
    private static readonly string[] GerundsAfterA = Suffixes.Table("в вши вшись");
    private static readonly string[] Gerunds = Suffixes.Table("ив ивши ившись ыв ывши ывшись");
    private static readonly string[] Adjectives = Suffixes.Table("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею");
    private static readonly string[] ParticiplesAfterA = Suffixes.Table("ем нн вш ющ щ");
    private static readonly string[] Participles = Suffixes.Table("ивш ывш ующ");
    private static readonly string[] Reflexives = Suffixes.Table("ся сь");
    private static readonly string[] VerbsAfterA = Suffixes.Table("ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно");
    private static readonly string[] Verbs = Suffixes.Table("ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю");
    private static readonly string[] Nouns = Suffixes.Table("а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я");
    private static readonly string[] Superlatives = Suffixes.Table("ейш ейше");
    private static readonly string[] Derivations = Suffixes.Table("ост ость");

    /// <summary>Stems the first <paramref name="length"/> letters.</summary>
    public static int Stem(Span<char> w, int length)
    {
        var n = length;
        w[..n].Replace('ё', 'е');
        var rv = w[..n].IndexOfAny(VowelSet) + 1;
        if (rv == 0)
            return n;
        var r2 = Suffixes.After(w[..n], Suffixes.After(w[..n], 0, Vowels), Vowels);
        if (!Remove(w, ref n, rv, GerundsAfterA, Gerunds))
        {
            n -= Suffixes.LongestIn(w[..n], rv, Reflexives).Length;
            var adjective = Suffixes.LongestIn(w[..n], rv, Adjectives).Length;
            if (adjective > 0)
            {
                n -= adjective;
                Remove(w, ref n, rv, ParticiplesAfterA, Participles);
            }
            else if (!Remove(w, ref n, rv, VerbsAfterA, Verbs))
            {
                n -= Suffixes.LongestIn(w[..n], rv, Nouns).Length;
            }
        }

        if (n > rv && w[n - 1] == 'и')
            n--;
        n -= Suffixes.LongestIn(w[..n], Math.Max(r2, rv), Derivations).Length;
        var superlative = Suffixes.LongestIn(w[..n], rv, Superlatives).Length;
        n -= superlative;
        if (n - 2 >= rv && w[n - 1] == 'н' && w[n - 2] == 'н')
            n--;
        else if (superlative == 0 && n > rv && w[n - 1] == 'ь')
            n--;
        return n;
    }

    /// <summary>Removes the longest suffix of either table; those of the first only behind а or я of the region.</summary>
    private static bool Remove(ReadOnlySpan<char> w, ref int n, int rv, string[] afterA, string[] others)
    {
        var other = Suffixes.LongestIn(w[..n], rv, others).Length;
        var behind = Suffixes.LongestIn(w[..n], rv, afterA).Length;
        if (behind > other)
        {
            if (n - behind - 1 < rv || w[n - behind - 1] is not ('а' or 'я'))
                return false;
            n -= behind;
            return true;
        }

        n -= other;
        return other > 0;
    }
}
