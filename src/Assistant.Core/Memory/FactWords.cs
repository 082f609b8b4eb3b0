using System.Collections.Frozen;
using Assistant.Core.Text;

namespace Assistant.Core.Memory;

/// <summary>A fact taken apart, to tell whether another says the same, or the contrary.</summary>
internal sealed class FactWords
{
    // What has one value at a time: another value takes the place of the first. "I like tea" and "I like coffee" stand side by side.
    private static readonly FrozenSet<string> SingleValued = "is are was lives live works work called named moved stays sleeps equals has".Split(' ').ToFrozenSet();
    private static readonly FrozenSet<string> Negations = "not no never don doesn didn isn aren won can't cannot nicht kein keine pas nunca".Split(' ').ToFrozenSet();
    private const double Same = 0.8;
    private const int LongestValue = 5;

    private readonly string[] words;

    public FactWords(string text)
    {
        words = [.. Term.ListOf(text, stem: false).Select(term => term.Value)];
        Terms = Term.ListOf(text).Select(term => term.Value).Where(term => !StopWords.Stems.Contains(term)).ToHashSet(StringComparer.Ordinal);
        IsNegative = words.Any(Negations.Contains);
    }

    /// <summary>Its terms, without stop words.</summary>
    public IReadOnlySet<string> Terms { get; }

    /// <summary>Whether it denies something.</summary>
    public bool IsNegative { get; }

    /// <summary>Whether both say the same.</summary>
    public bool Repeats(FactWords other) => IsNegative == other.IsNegative && Terms.Count > 0 && Likeness(other) >= Same && !GivesOtherValue(other);

    /// <summary>Whether both cannot hold at once: one denies the other, or they give one thing two values.</summary>
    public bool Contradicts(FactWords other) => (IsNegative != other.IsNegative && Likeness(other) >= Same - 0.2 && Terms.Count > 0) || (IsNegative == other.IsNegative && GivesOtherValue(other));

    private double Likeness(FactWords other)
    {
        var (own, others) = (Terms.Where(term => !Negations.Contains(term)).ToHashSet(), other.Terms.Where(term => !Negations.Contains(term)).ToHashSet());
        var common = own.Count(others.Contains);
        var all = own.Count + others.Count - common;
        return all == 0 ? 0 : common / (double)all;
    }

    private bool GivesOtherValue(FactWords other)
    {
        var same = 0;
        while (same < words.Length && same < other.words.Length && words[same] == other.words[same])
            same++;
        var (own, others) = (words.Length - same, other.words.Length - same);
        if (same < 2 || own is 0 or > LongestValue || others is 0 or > LongestValue)
            return false;
        // "my extension is …": the frame names something of its own before the value.
        return words.Take(same).Any(SingleValued.Contains) && words.Take(same).Any(word => !StopWords.English.Contains(word));
    }
}
