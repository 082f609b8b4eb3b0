using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Whether a sentence that is supported is also worth its citation: it bears on the question, tells something that the question does
/// not say already, is no heading, and is not the mere beginning of something. Safe from many threads.
/// </summary>
internal sealed partial class SentenceWorth
{
    private readonly Question question;
    private readonly HashSet<string> asked;
    private readonly HashSet<string> askedNumbers;

    /// <summary>Judges sentences of an answer.</summary>
    /// <param name="question">The question.</param>
    public SentenceWorth(string question)
    {
        this.question = Question.Read(question);
        asked = Term.ListOf(question).SelectMany(term => IrregularForms.Of(term.Value)).ToHashSet(StringComparer.Ordinal);
        askedNumbers = Claim.NumbersOf(question);
    }

    /// <summary>Whether a quotation tells something: it is whole, no heading, says more than the question, and bears on it.</summary>
    public bool Tells(string quote, Passage passage) => !LeadsOn(quote) && !IsHeading(quote, passage) && new Claim(quote) is var claim && !Repeats(claim) && Bears(claim, passage);

    /// <summary>
    /// Whether it bears on the question (<see cref="SupportRule.LeastBearing"/>), or goes on from what does: it names somebody or something
    /// that the answer named before. Pictures are found by their look, not by words.
    /// </summary>
    /// <param name="claim">The sentence.</param>
    /// <param name="passage">What it cites.</param>
    /// <param name="before">What the answer said before it.</param>
    public bool Bears(Claim claim, Passage passage, string before = "") => passage.DocumentKind != ContentKind.Text || Bearing(claim, passage, before) >= SupportRule.LeastBearing
        || (before.Length > 0 && ClaimGround.Of(before) is var named && claim.Names.Any(named.Terms.Contains));

    /// <summary>Share of the question's words, by their weight, that stand in a sentence, or in the title and headings above it; 1 for a question without any.</summary>
    public double Bearing(Claim claim, Passage passage, string before = "")
    {
        var all = question.Terms.Sum(term => term.Share);
        if (all == 0)
            return 1;
        var around = ClaimGround.Of([passage.Title, .. passage.Chunk.Headings, LeansBack().IsMatch(claim.Text) ? before : ""]);
        return question.Terms.Where(term => IrregularForms.Of(term.Term).Any(form => claim.Terms.Contains(form) || around.Terms.Contains(form))).Sum(term => term.Share) / all;
    }

    /// <summary>Whether it only leads on to what follows it: "The steps are:".</summary>
    /// <param name="sentence">The sentence without marks.</param>
    public static bool LeadsOn(string sentence) => sentence.AsSpan().TrimEnd(" \n\r\t.*_") is [.., ':' or '：'];

    /// <summary>
    /// Whether it says nothing but the question's own words: "A counter is a counter." What denies or confirms, or chooses between
    /// things that the question names, says something by them.
    /// </summary>
    public bool Repeats(Claim claim) =>
        !Polar().IsMatch(question.Text) && SentenceSupport.Denials().Count(claim.Text) == SentenceSupport.Denials().Count(question.Text)
        && claim.Numbers.All(askedNumbers.Contains) && claim.Terms.All(asked.Contains);

    /// <summary>Whether it is only the title or a heading of the passage, or a piece of one, where a name alone does not answer.</summary>
    public bool IsHeading(string sentence, Passage passage)
    {
        if (passage.DocumentKind != ContentKind.Text || (AsksForName().IsMatch(question.Text) && question.Kind != QuestionKind.Definition))
            return false;
        var said = Words(sentence);
        return said.Length > 0 && passage.Chunk.Headings.Append(passage.Title).Any(heading => heading is not null && $" {Words(heading)} ".Contains($" {said} ", StringComparison.Ordinal));
    }

    private static string Words(string text) => string.Join(' ', Term.ListOf(text).Select(term => term.Value));

    [GeneratedRegex(@"^\W*(?:it|its|this|these|those|they|their|them|that|such|he|his|she|her|both|however|therefore|instead|otherwise|then|next|also|finally)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LeansBack();

    // "Is it red?", "Which is older, the bell or the clock?", "What is heavier, iron or gold?"
    [GeneratedRegex(@"^\W*(?:is|are|was|were|am|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had)\b|^\W*(?:which|who|whose)\b.*(?:\bor\b|,)|,[^,]*\bor\b[^,]*\?\W*$|吗", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Polar();

    [GeneratedRegex(@"^\W*(?:in\s+|on\s+|at\s+|by\s+|from\s+|for\s+)?(?:which|what|who|whom|whose|where|name)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksForName();
}
