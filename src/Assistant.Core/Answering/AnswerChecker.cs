using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// Checks an answer sentence by sentence before it is shown: a mark [n] stays when passage n was shown and supports the sentence, and
/// the sentence is worth it (<see cref="SentenceWorth"/>); a sentence without one gets it where a passage says it nearly word for
/// word; what nothing supports is dropped or marked. One for each answer. By words first, so that an answer in another language than
/// its passages needs an encoder that knows both.
/// </summary>
internal sealed partial class AnswerChecker(string question, IContentStore store, IEncoderDirectory encoders, UnsupportedSentences unsupported)
{
    private readonly ClaimGround asked = ClaimGround.Of(question);
    private readonly ClaimSupport support = new(ClaimGround.Of(question), encoders);
    private readonly SentenceWorth worth = new(question);
    private readonly Dictionary<int, HashSet<string>> claims = [];
    private readonly CitationChecker citer = new(store);
    private readonly Dictionary<int, ClaimGround> grounds = [];
    private string lead = "";
    private readonly StringBuilder before = new();

    /// <summary>Sentences that something supports.</summary>
    public int Supported { get; private set; }

    /// <summary>Sentences that nothing supports, or that say nothing.</summary>
    public int Unsupported { get; private set; }

    /// <summary>Checks a sentence.</summary>
    /// <param name="sentence">The sentence with its marks and the blanks around it.</param>
    /// <param name="passages">What was shown; that of [n] is at n − 1.</param>
    /// <param name="said">What tools said beside passages.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>What is shown of it, and citations that it is the first to need.</returns>
    public async ValueTask<(string Shown, IReadOnlyList<Citation> Citations)> CheckAsync(string sentence, IReadOnlyList<Passage> passages, IReadOnlyList<string> said, CancellationToken cancellationToken)
    {
        var plain = Marks().Replace(sentence, " ");
        var claim = new Claim(plain);
        var marked = Marks().Matches(sentence).SelectMany(NumbersOf).Distinct().Where(n => n >= 1 && n <= passages.Count).ToList();
        // What leads on is shown with what it leads to, or not at all; it is no statement of its own.
        if (SentenceWorth.LeadsOn(plain))
        {
            if (unsupported != UnsupportedSentences.Drop)
                return (WithMarks(sentence, []), []);
            lead = WithMarks(sentence, []);
            return ("", []);
        }

        var isShort = claim.IsEmpty;
        if (isShort)
        {
            // "Yes. [1]" says nothing by itself; it is the question that it answers.
            if (marked.Count == 0)
                return (WithMarks(sentence, []), []);
            claim = new Claim(question);
        }

        var tools = ClaimGround.Of(said);
        var kept = (await support.OfAsync(claim, [.. marked.Select(n => passages[n - 1])], tools, cancellationToken).ConfigureAwait(false)).Select(i => marked[i]).ToList();
        var attributed = false;
        if (kept.Count == 0 && passages.Count > 0 && claim.Terms.Count >= 3)
        {
            var best = Enumerable.Range(1, passages.Count).MaxBy(n => claim.Share(Ground(n, passages)));
            if (claim.Share(Ground(best, passages)) >= SupportRule.EnoughToAttribute && SentenceSupport.Measure(claim, passages[best - 1], tools.With(asked)).IsPossible)
                (kept, attributed) = ([best], true);
        }

        kept.RemoveAll(n => (!isShort && worth.Repeats(claim)) || worth.IsHeading(plain, passages[n - 1]) || !worth.Bears(claim, passages[n - 1], before.ToString()));
        var (citations, cited) = await CiteAsync(claim, kept, passages, cancellationToken).ConfigureAwait(false);
        if (cited.Count > 0)
            return (IsSupported(attributed ? Attribute(WithMarks(sentence, []), cited[0]) : WithMarks(sentence, cited)), citations);
        return said.Count > 0 && claim.Share(tools.With(asked)) >= SupportRule.EnoughOfTool && claim.Share(tools) > 0 && claim.Numbers.All(number => tools.Numbers.Contains(number) || asked.Numbers.Contains(number))
            ? (IsSupported(WithMarks(sentence, [])), [])
            : (NotSupported(sentence), []);
    }

    private string IsSupported(string shown)
    {
        Supported++;
        shown = lead + shown;
        lead = "";
        before.Append(shown);
        return shown;
    }

    private string NotSupported(string sentence)
    {
        Unsupported++;
        return unsupported switch
        {
            UnsupportedSentences.Drop => "",
            UnsupportedSentences.Mark => $"{WithMarks(sentence, []).TrimEnd()} [?]{TrailingBlanks(sentence)}",
            _ => WithMarks(sentence, []),
        };
    }

    private ClaimGround Ground(int n, IReadOnlyList<Passage> passages)
    {
        if (!grounds.TryGetValue(n, out var ground))
        {
            ground = ClaimGround.Of(passages[n - 1]);
            grounds.Add(n, ground);
        }

        return ground;
    }

    /// <summary>Makes the citations that are not made yet; a passage whose document changed meanwhile cannot be cited.</summary>
    private async ValueTask<(List<Citation> New, List<int> Cited)> CiteAsync(Claim claim, List<int> numbers, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        var (made, cited) = (new List<Citation>(), new List<int>());
        foreach (var n in numbers)
        {
            if (!claims.TryGetValue(n, out var terms))
            {
                var passage = passages[n - 1];
                var (start, end) = BestUnit(passage, [.. claim.Terms]);
                var span = new TextSpan(passage.Chunk.Start + start, passage.Chunk.Start + end);
                if (await citer.CiteAsync(n, passage, span, passage.Text[start..end], cancellationToken).ConfigureAwait(false) is not { } citation)
                    continue;
                made.Add(citation);
                claims.Add(n, terms = []);
            }

            terms.UnionWith(claim.Terms);
            cited.Add(n);
        }

        return (made, cited);
    }

    /// <summary>Finds the unit of a passage that shares most with a claim; the first of equals.</summary>
    internal static (int Start, int End) BestUnit(Passage passage, HashSet<string> claim)
    {
        var best = (Start: 0, End: passage.Text.Length);
        double most = -1;
        foreach (var unit in TextUnitSplitter.Split(passage.Text))
        {
            var terms = new HashSet<string>(StringComparer.Ordinal);
            var reader = new TermReader(passage.Text.AsSpan(unit.Start, unit.Length));
            while (reader.Read())
                terms.Add(reader.Term.ToString());
            // A long unit shares words by its length alone.
            var score = claim.Count(terms.Contains) - (0.01 * terms.Count);
            if (score <= most) continue;
            most = score;
            best = (unit.Start, unit.End);
        }

        return best;
    }

    /// <summary>The sentence with only these marks; the blank before a mark that is gone goes too.</summary>
    private static string WithMarks(string sentence, List<int> kept)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (Match match in Marks().Matches(sentence))
        {
            text.Append(sentence, at, match.Index - at);
            at = match.Index + match.Length;
            var stay = NumbersOf(match).Where(kept.Contains).ToList();
            foreach (var n in stay)
                text.Append(CultureInfo.InvariantCulture, $"[{n}]");
            if (stay.Count == 0 && text.Length > 0 && text[^1] == ' ')
                text.Length--;
        }

        return text.Append(sentence, at, sentence.Length - at).ToString();
    }

    private static string Attribute(string sentence, int n) => string.Create(CultureInfo.InvariantCulture, $"{sentence.TrimEnd()} [{n}]{TrailingBlanks(sentence)}");

    private static string TrailingBlanks(string sentence) => sentence[sentence.TrimEnd().Length..];

    private static IEnumerable<int> NumbersOf(Match mark) =>
        Digits().Matches(mark.Value).Select(digits => int.TryParse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0);

    [GeneratedRegex(@"\[\d{1,4}(?:\s*[,;]\s*\d{1,4})*\](?!\()", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
