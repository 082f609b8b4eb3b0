using System.Collections.Frozen;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>English verbs and nouns whose forms a stemmer does not bring together: "when did it come" is answered by "it came".</summary>
internal static class IrregularForms
{
    private static readonly string[] Groups =
    [
        "be been", "become became", "begin began begun", "break broke broken", "bring brought", "build built", "buy bought", "catch caught", "choose chose chosen",
        "come came", "draw drew drawn", "drive drove driven", "eat ate eaten", "fall fell fallen", "feel felt", "find found", "fly flew flown", "forget forgot forgotten",
        "freeze froze frozen", "get got gotten", "give gave given", "go went gone", "grow grew grown", "hear heard", "hold held", "keep kept", "know knew known", "lead led",
        "leave left", "lend lent", "lose lost", "make made", "mean meant", "meet met", "pay paid", "ride rode ridden", "rise rose risen", "run ran", "say said", "see saw seen",
        "sell sold", "send sent", "shake shook shaken", "show shown", "sing sang sung", "sink sank sunk", "sit sat", "sleep slept", "speak spoke spoken", "spend spent",
        "stand stood", "steal stole stolen", "swim swam swum", "take took taken", "teach taught", "tell told", "think thought", "throw threw thrown", "understand understood",
        "wear wore worn", "win won", "write wrote written", "compare comparison comparisons versus vs", "child children", "foot feet", "man men", "mouse mice", "person people", "tooth teeth", "woman women",
        "index indices indexes", "vertex vertices", "analysis analyses", "criterion criteria", "datum data", "high height", "long length", "deep depth", "wide width", "heavy weigh weight",
    ];

    private static readonly FrozenDictionary<string, string[]> ByStem = Groups
        .Select(group => group.Split(' ').Select(PorterStemmer.Stem).Distinct().ToArray())
        .SelectMany(stems => stems.Select(stem => (stem, stems)))
        .DistinctBy(entry => entry.stem)
        .ToFrozenDictionary(entry => entry.stem, entry => entry.stems, StringComparer.Ordinal);

    /// <summary>The stems of all forms of the word, itself included.</summary>
    public static IReadOnlyList<string> Of(string stem) => ByStem.TryGetValue(stem, out var stems) ? stems : [stem];
}
