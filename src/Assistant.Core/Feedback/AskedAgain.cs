using System.Numerics.Tensors;
using Assistant.Core.Text;

namespace Assistant.Core.Feedback;

/// <summary>
/// Finds searches that ask again, in other words, what the same user asked minutes before: a hint that what was shown then, at its
/// first ranks or cited, was not it.
/// </summary>
internal sealed class AskedAgain(ISignalStore store, VoteRecorder votes, TimeSpan within)
{
    // Paraphrases of one question lie above it with the bundled encoder. So do questions about other things in one unusual style, asked
    // within minutes: a hint counts a tenth of a judgement for that reason.
    private const double SimilarCosine = 0.9;
    private const double SimilarTerms = 0.6;
    private const int SeenRanks = 3;
    private const int MostLookedAt = 20;

    /// <summary>Looks whether a search asks again, and records the hints.</summary>
    public async ValueTask LookAsync(LoggedSearch search)
    {
        if (within <= TimeSpan.Zero)
            return;
        var before = await store.RecentSearchesAsync(search.User, search.At - within, MostLookedAt).ConfigureAwait(false);
        var earlier = before.FirstOrDefault(other => other.Id != search.Id && other.At < search.At && IsAnotherAsking(other, search) && IsSimilar(other, search));
        if (earlier is null)
            return;
        var seen = earlier.QuestionId is { } question
            ? await store.FindAnswerAsync(search.User, question).ConfigureAwait(false) is { } answer ? answer.Cited : []
            : earlier.Shown.Take(SeenRanks).Select(hit => hit.Document);
        var hints = new List<Vote>();
        foreach (var document in seen.Distinct().Where(document => document != default))
        {
            var at = earlier.Shown.ToList().FindIndex(hit => hit.Document == document);
            hints.Add(new Vote
            {
                User = search.User,
                Hash = earlier.Hash,
                Document = document,
                ChunkKey = at < 0 ? 0 : earlier.Shown[at].ChunkKey,
                Signal = Signals.AskedAgain,
                Value = Signals.ValueOf(Signals.AskedAgain)!.Value,
                Rank = earlier.QuestionId is null && at >= 0 ? at + 1 : null,
                Moved = at < 0 ? 0 : earlier.Shown[at].Moved,
                Adapter = earlier.Adapter,
                At = search.At,
                Vectors = earlier.Vectors,
            });
        }

        await votes.RecordAsync(hints).ConfigureAwait(false);
    }

    /// <summary>The searches of one answer belong together, and the same words again ask for another page, or for what came since.</summary>
    private static bool IsAnotherAsking(LoggedSearch earlier, LoggedSearch search) =>
        earlier.Hash != search.Hash && (earlier.QuestionId is null) == (search.QuestionId is null) && (search.QuestionId is null || earlier.QuestionId != search.QuestionId);

    private static bool IsSimilar(LoggedSearch earlier, LoggedSearch search)
    {
        foreach (var vector in search.Vectors)
        {
            foreach (var other in earlier.Vectors)
            {
                if (other.Direction == vector.Direction && other.EncoderId == vector.EncoderId && other.Values.Length == vector.Values.Length
                    && TensorPrimitives.Dot(other.Values.Span, vector.Values.Span) >= SimilarCosine)
                    return true;
            }
        }

        var (own, others) = (Terms(search.Query), Terms(earlier.Query));
        var common = own.Count(others.Contains);
        return common > 0 && common >= SimilarTerms * (own.Count + others.Count - common);
    }

    private static HashSet<string> Terms(string query) => [.. Term.ListOf(query).Select(term => term.Value).Where(term => !StopWords.Stems.Contains(term))];
}
