using System.Collections.Frozen;

namespace Assistant.Core.Text;

/// <summary>English function words: they say how a question is built, not what it is about.</summary>
public static class StopWords
{
    private static readonly string[] Words = (
        "a about above after again against all also am an and any are as at be because been before being below between both but by can cannot "
        + "could did do does doing don during each etc few for from further had has have having he her here hers herself him himself his how "
        + "i if in into is isn it its itself just ll me more most my myself no nor not now of off on once only or other our ours ourselves out over "
        + "own re s same shall she should so some such t than that the their theirs them themselves then there these they this those through to too "
        + "under until upon us ve very was we were what when where whether which while who whom whose why will with would yes you your yours "
        + "yourself yourselves").Split(' ');

    /// <summary>The words as they are written.</summary>
    public static IReadOnlySet<string> English { get; } = Words.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words as <see cref="TermReader"/> gives them.</summary>
    public static IReadOnlySet<string> Stems { get; } = Words.Select(PorterStemmer.Stem).ToFrozenSet(StringComparer.Ordinal);
}
