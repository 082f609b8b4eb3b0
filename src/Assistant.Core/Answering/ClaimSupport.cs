using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>
/// Which passages support a sentence (<see cref="SupportRule"/>): each by itself, by words or where those leave it open by meaning; or
/// several together, for a sentence that is put together from them.
/// </summary>
/// <param name="asked">Names and numbers of the question, which a sentence may repeat.</param>
/// <param name="encoders">The encoder that compares meanings, where there is one for texts.</param>
internal sealed class ClaimSupport(ClaimGround asked, IEncoderDirectory encoders)
{
    // Least share of the sentence that each of several passages brings.
    private const double LeastOfEach = 0.2;

    /// <summary>The passages that support it, by their place in the list; none where nothing does.</summary>
    /// <param name="claim">The sentence.</param>
    /// <param name="passages">What it cites.</param>
    /// <param name="tools">What tools said: results of programs.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async ValueTask<List<int>> OfAsync(Claim claim, IReadOnlyList<Passage> passages, ClaimGround tools, CancellationToken cancellationToken)
    {
        var grounds = passages.Select(ClaimGround.Of).ToList();
        var kept = new List<int>();
        for (var i = 0; i < passages.Count; i++)
        {
            if (await IsSupportedAsync(claim, passages[i], grounds[i], tools, cancellationToken).ConfigureAwait(false))
                kept.Add(i);
        }

        if (kept.Count > 0 || passages.Count < 2)
            return kept;
        // What is put together from several passages stands on all of them.
        var together = grounds.Aggregate((a, b) => a.With(b));
        return claim.Numbers.All(number => together.Numbers.Contains(number) || tools.Numbers.Contains(number) || asked.Numbers.Contains(number))
            && claim.Share(together) >= SupportRule.EnoughShared && grounds.TrueForAll(ground => claim.Share(ground) >= LeastOfEach) ? [.. Enumerable.Range(0, passages.Count)] : kept;
    }

    private async ValueTask<bool> IsSupportedAsync(Claim claim, Passage passage, ClaimGround ground, ClaimGround tools, CancellationToken cancellationToken)
    {
        var support = SentenceSupport.Measure(claim, passage, tools.With(asked));
        // A computed result is told with the words of the passage and the number of the program.
        if (support.ByWords || (tools.Numbers.Count > 0 && support.IsOpen && claim.Share(ground.With(tools)) >= SupportRule.EnoughShared))
            return true;
        return support.IsOpen && encoders.ForQueries(EncoderRole.Text) is { Text: not null } encoder
            && await support.CosineAsync(claim, encoder, cancellationToken).ConfigureAwait(false) >= SupportRule.NearMeaning;
    }
}
