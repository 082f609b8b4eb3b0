using System.Text;
using System.Text.RegularExpressions;

namespace Assistant.Core.Agent;

/// <summary>
/// Decides for each drafted sentence of one answer whether it is searched for, and with which words (FLARE with masked sentences as
/// queries, Jiang et al. 2023, arXiv:2305.06983, section 3.2). Marks [n] and signs do not count: only letters and digits say anything.
/// Not thread-safe.
/// </summary>
internal sealed partial class Flare(FlareOptions options, string question)
{
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private int searches;
    private bool isRewrite;

    /// <summary>The query for a sentence that the model is unsure of; null for one that can be shown.</summary>
    /// <param name="sentence">The draft, with marks; as it stands in the step's text, so that escapes are part of it.</param>
    /// <param name="tokens">Its tokens by their place in it, with their probability.</param>
    public string? Query(string sentence, IEnumerable<(int Start, int End, double Probability)> tokens)
    {
        // What was written after its search is taken as it is.
        if (isRewrite || searches >= options.MaxSearches)
        {
            isRewrite = false;
            return null;
        }

        var sure = new double[sentence.Length];
        Array.Fill(sure, 1);
        foreach (var (start, end, probability) in tokens)
        {
            for (var i = start; i < end; i++)
                sure[i] = Math.Min(sure[i], probability);
        }

        var words = Words().Matches(Marks().Replace(sentence, mark => new string(' ', mark.Length)))
            .Select(word => (word.Value, Least: Enumerable.Range(word.Index, word.Length).Where(i => char.IsLetterOrDigit(sentence[i])).Min(i => sure[i]))).ToList();
        if (words.TrueForAll(word => word.Least >= options.Threshold))
            return null;
        searches++;
        var kept = new StringBuilder().AppendJoin(' ', words.Where(word => word.Least >= options.MaskThreshold).Select(word => word.Value)).ToString();
        return kept.Length == 0 ? question : kept;
    }

    /// <summary>Says that the search found something, and the sentence is written again.</summary>
    public void Rewrite() => isRewrite = true;

    /// <summary>Whether a sentence was not shown before: a model that goes on may begin anew.</summary>
    public bool IsNew(string sentence) => written.Add(sentence.Trim());

    /// <summary>What the model is told after the search.</summary>
    /// <param name="answer">The answer as far as it is shown.</param>
    public static string GoOn(string answer) => answer.Length == 0
        ? "Write the answer again, from what the observations say."
        : "Go on with the answer after what you have written; write only what follows. If nothing follows, the answer is empty.";

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:[.,'’\-][\p{L}\p{N}]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\[\d+(?:\s*[,;]\s*\d+)*\]|\\u[0-9a-fA-F]{4}|\\.", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
