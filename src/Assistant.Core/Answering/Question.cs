using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>A question taken apart: its kind and the terms that an answer must speak of.</summary>
/// <param name="Text">As asked.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="Terms">Different terms, stemmed, in order, with their share: 1, less for words that say little, more for what is counted.</param>
/// <param name="Search">The words to search with.</param>
internal sealed partial record Question(string Text, QuestionKind Kind, IReadOnlyList<(string Term, double Share)> Terms, string Search)
{
    private const int LongestSubject = 5;

    // Words of questions and of general use: what they name is seldom written in the answer.
    private static readonly FrozenSet<string> Weak = (
        "use used using get make work way thing need want different many much long often old big kind type sort mean called call name find show tell explain "
        + "describe give example list please help know say said like possible available default main purpose happen become let set difference between "
        + "support exist create created provide according accord shown shows high tall wide far deep heavy fast picture image photo diagram chart screenshot logo drawing icon figure does difference best good new first")
        .Split(' ').Select(PorterStemmer.Stem).ToFrozenSet(StringComparer.Ordinal);

    private static readonly (Regex Pattern, QuestionKind Kind)[] Kinds =
    [
        (PictureWords(), QuestionKind.Picture),
        (CommandWords(), QuestionKind.Command),
        (HowManyWords(), QuestionKind.Number),
        (WhenWords(), QuestionKind.Date),
        (WhoWords(), QuestionKind.Person),
        (WhyWords(), QuestionKind.Reason),
        (WhereWords(), QuestionKind.Place),
        (HowToWords(), QuestionKind.HowTo),
        (DefinitionWords(), QuestionKind.Definition),
    ];

    /// <summary>A search for passages that say what the subject of a definition is, as a phrase: <c>"exporter is"</c>; null for other questions.</summary>
    public string? DefiningPhrase
    {
        get
        {
            if (Kind != QuestionKind.Definition || Subject().Match(Text) is not { Success: true } match) return null;
            var subject = match.Groups[1].Value.Replace('"', ' ').Trim();
            return subject.Length == 0 || subject.Count(char.IsWhiteSpace) >= LongestSubject ? null : $"\"{subject} is\"";
        }
    }

    /// <summary>Takes a question apart.</summary>
    public static Question Read(string text)
    {
        var kind = QuestionKind.Other;
        foreach (var (pattern, candidate) in Kinds)
        {
            if (!pattern.IsMatch(text)) continue;
            kind = candidate;
            break;
        }

        var search = kind == QuestionKind.Picture ? PictureFrame().Replace(text, " ").Trim() : text;
        if (search.Length == 0) search = text;
        // "How many docks": a sentence with a number is no answer when it is not about docks.
        var asked = kind == QuestionKind.Number && AskedNoun().Match(search) is { Success: true } match ? PorterStemmer.Stem(match.Groups[1].Value.ToLowerInvariant()) : null;
        var terms = new List<(string Term, double Share)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in Term.ListOf(search))
        {
            if (StopWords.Stems.Contains(term.Value) || IsQuestionPair(term.Value) || !seen.Add(term.Value)) continue;
            terms.Add((term.Value, term.Value == asked ? 2 : Weak.Contains(term.Value) ? 0.35 : 1));
        }

        return new Question(text, kind, terms, search);
    }

    // Pairs of Chinese and Japanese characters that only ask.
    private static bool IsQuestionPair(string term) => term is "什么" or "是什" or "么是" or "怎么" or "如何" or "为什" or "哪里" or "哪些" or "多少" or "とは" or "です" or "すか" or "何で" or "吗" or "呢";

    [GeneratedRegex(@"^\W*(?:(?:please\s+)?(?:can|could|would)\s+you\s+)?(?:find|show|display|open|get|give|look\s+for|search\s+for|is\s+there|do\s+you\s+have|which|where\s+is|i\s+want|see)\b(?!\s+(?:me\s+)?how)(?:\s+(?:me|us|to|see|for))*\s+(?:an?\s+|the\s+|any\s+|some\s+|all\s+)?(?:\w+\s+){0,3}?(?:pictures?|images?|photos?|photographs?|pics?|diagrams?|charts?|screenshots?|logos?|drawings?|icons?|figures?|illustrations?|graphs?|maps?)\b|^\W*(?:an?\s+|the\s+)?(?:picture|image|photo|diagram|screenshot|drawing|logo)s?\s+(?:of|with|showing)\b|(?:图片|照片|图像|插图|画像|写真)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PictureWords();

    [GeneratedRegex(@"^\W*(?:(?:please|can|could|would|you|find|show|display|open|get|give|look|search|is|there|do|have|which|where|i|want|see|me|us|to|for|an?|the|any|some|all)\s+)*(?:pictures?|images?|photos?|photographs?|pics?)?\s*(?:of|with|showing|shows|that|show|about|where|in\s+which)?\b|图片|照片|图像|插图|画像|写真", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PictureFrame();

    [GeneratedRegex(@"\b(?:which|what)\s+(?:\w+\s+){0,2}?(?:commands?|flags?|options?|switch|parameters?|settings?|functions?|operators?|fields?|endpoints?|environment\s+variables?|configuration)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CommandWords();

    [GeneratedRegex(@"\bhow\s+(?:many|much|long|often|big|large|old|far|fast|high|tall|wide|heavy|deep|frequently)\b|\b(?:which|what)\s+(?:\w+\s+){0,2}?(?:port|number|version|size|percentage|interval|age|height|length|price|cost|amount|population|weight|temperature|distance|speed|limit|timeout|duration)\b|多少|几个|いくつ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowManyWords();

    [GeneratedRegex(@"\b(?:how\s+(?:many|much)|which|what)\s+([a-z]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AskedNoun();

    [GeneratedRegex(@"^\W*when\s+(?:did|was|were|is|are|does|do|will|has|had)\b|\b(?:in\s+)?(?:which|what)\s+(?:year|month|date|day|century|decade)\b|什么时候|何时|いつ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhenWords();

    [GeneratedRegex(@"\b(?:who|whom|whose)\b|\bwhich\s+(?:person|company|companies|people|team|organi[sz]ation)\b|谁|誰|だれ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhoWords();

    [GeneratedRegex(@"^\W*why\b|\bwhat\s+(?:is|are|was)\s+the\s+reasons?\b|\bfor\s+what\s+reason\b|为什么|なぜ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhyWords();

    [GeneratedRegex(@"\bwhere\b|\b(?:which|what)\s+(?:city|country|place|room|folder|directory|path|url|street|building|file)\b|哪里|在哪|どこ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhereWords();

    [GeneratedRegex(@"\bhow\s+(?:do|can|could|should|would|to|does\s+one|may|must|is\s+it\s+possible|are|is)\b|如何|怎么|どうやって", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowToWords();

    [GeneratedRegex(@"^\W*what\s*(?:is|'s|’s)\s+(?:an?\s+|the\s+)?([^?.!,;:]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^\W*(?:what|who)\s*(?:is|are|'s|’s|was|were)\s+(?!the\s+(?:default|difference|best|maximum|minimum|main|name))|\bwhat\s+(?:do|does)\b.*\b(?:mean|stand\s+for)\b|^\W*define\b|^\W*explain\s+what\b|\bmeaning\s+of\b|什么是|是什么|とは", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DefinitionWords();
}
