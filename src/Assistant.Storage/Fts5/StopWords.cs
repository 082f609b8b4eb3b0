using System.Collections.Frozen;

namespace Assistant.Storage.Fts5;

/// <summary>English words that say nothing about what is sought. They are indexed, and asked for only when a query has nothing else.</summary>
internal static class StopWords
{
    /// <summary>Lower-case words.</summary>
    public static FrozenSet<string> English { get; } = """
        a about above after again against all am an and any are as at be because been before being below between both but by can
        could did do does doing down during each few for from further had has have having he her here hers herself him himself his
        how i if in into is it its itself just may me might more most must my myself no nor not now of off on once only or other our ours
        ourselves out over own same shall she should so some such than that the their theirs them themselves then there these they
        this those through to too under until up upon very was we were what when where which while who whom whose why will with
        would you your yours yourself yourselves
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
