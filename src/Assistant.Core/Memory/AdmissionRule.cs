using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Memory;

/// <summary>Finds what a user says about itself in passing, in statements that will be useful later: who, where, what it prefers, uses or needs.</summary>
internal static partial class AdmissionRule
{
    private const int FewestTerms = 2;
    private const int MostCharacters = 200;

    /// <summary>Statements worth keeping.</summary>
    public static IEnumerable<string> Find(string userWords)
    {
        foreach (var unit in TextUnitSplitter.Split(userWords))
        {
            var sentence = userWords[unit.Start..unit.End].Trim();
            if (sentence.Length > MostCharacters || sentence.EndsWith('?') || unit.Kind is TextUnitKind.Code or TextUnitKind.TableRow)
                continue;
            if (Statement().IsMatch(sentence) && !Passing().IsMatch(sentence) && new FactWords(sentence).Terms.Count >= FewestTerms)
                yield return sentence;
        }
    }

    [GeneratedRegex(@"^(?:(?:I\s+(?:am|work|live|prefer|use|need|have|always|never|cannot|can't|speak|own|study|teach|lead|manage))|(?:I['’](?:m|ve))|(?:(?:my|our)\s+(?:\w+\s+){1,4}(?:is|are|was|has|lives|works|starts|ends))|(?:we\s+(?:use|have|are|work|live|need|always|never)))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    // What holds for the moment of the question only.
    [GeneratedRegex(@"\b(?:looking\s+for|searching|trying|wondering|asking|interested\s+in|need\s+(?:to\s+know|help|an?\s+answer|the\s+answer|a\s+summary|you)|have\s+(?:a|an?other|one|some|two)\s+(?:more\s+)?questions?|right\s+now|today|sorry|confused|sure|afraid|glad|happy|back|done|ready)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Passing();
}
