using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Microsoft.Extensions.Logging;

namespace Assistant.Core.Retrieval;

/// <summary>
/// Runs the legs of a search beside each other: words at once, each dense leg as soon as its vector is there. A dense leg whose
/// encoder fails is left out and noted, unless it is all there is.
/// </summary>
internal sealed partial class LegRunner(IKnowledgeIndex index, IEncoderStore? noise, RetrievalOptions options, ILogger logger)
{
    /// <summary>Runs them.</summary>
    /// <exception cref="EncoderInputException">The picture cannot be read.</exception>
    public async ValueTask<LegRun> RunAsync(SearchRequest request, LegWeights weights, QueryVectors vectors, SearchFilter filter, int depth, CancellationToken cancellationToken)
    {
        var legs = new List<Task<LegRun>>(4);
        if (vectors.Words is { } words) legs.Add(DenseAsync(Legs.DenseText, words, ContentKind.Text, null));
        if (vectors.WordsForPictures is { } seen) legs.Add(DenseAsync(Legs.DenseImage, seen, ContentKind.Image, noise?.ReadNoise(seen.Encoder.Id)));
        if (vectors.Picture is { } picture) legs.Add(DenseAsync(Legs.DenseImage, picture, ContentKind.Image, null));
        if (weights.Bm25 > 0 && !string.IsNullOrWhiteSpace(request.Query))
        {
            var query = new IndexQuery(request.Query, [], filter, depth);
            // Alone it needs no other thread.
            legs.Insert(0, legs.Count == 0 ? SearchAsync(query) : Task.Run(() => SearchAsync(query), cancellationToken));
        }

        var runs = await Task.WhenAll(legs).ConfigureAwait(false);
        var applied = runs.Length == 0 ? index.AppliedSequence : runs.Min(run => run.AppliedSequence);
        return new LegRun([.. runs.SelectMany(run => run.Legs)], applied, [.. runs.SelectMany(run => run.Notes).Distinct()]) { Looked = runs.Select(run => run.Looked).FirstOrDefault(looked => looked is not null) };

        async Task<LegRun> DenseAsync(string leg, QueryVector vector, ContentKind modality, ImageNoise? background)
        {
            ReadOnlyMemory<float> values;
            try
            {
                values = await vector.Values.ConfigureAwait(false);
            }
            catch (Exception failure) when (!ReferenceEquals(vector, vectors.Picture) && !cancellationToken.IsCancellationRequested)
            {
                LogFailed(failure, leg, vector.Encoder.Id);
                return new LegRun([], long.MaxValue, [$"The encoder {vector.Encoder.Id} failed, so {leg} is left out; the log says why."]);
            }

            // The continuation runs on a pool thread: encoders answer from threads of their own.
            var found = await Task.Run(() => SearchAsync(new IndexQuery(null, [new DenseProbe(leg, vector.Encoder.Id, modality, values)], filter, depth)), cancellationToken).ConfigureAwait(false);
            return background is null ? found : AboveNoise(found, background, hasFloor: request.Kind != ContentKind.Image && vectors.Picture is null);
        }

        async Task<LegRun> SearchAsync(IndexQuery query)
        {
            var result = await index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            return new LegRun(result.Legs, result.AppliedSequence, []);
        }
    }

    private LegRun AboveNoise(LegRun found, ImageNoise background, bool hasFloor)
    {
        var leg = found.Legs[0];
        if (hasFloor) leg = leg with { Hits = [.. leg.Hits.Where(hit => background.Deviations(hit.Score) >= options.ImageFloorDeviations)] };
        return found with { Legs = [leg], Looked = (leg, background) };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leg {Leg} is left out: the encoder {Encoder} failed")]
    private partial void LogFailed(Exception failure, string leg, string encoder);
}

/// <summary>What the legs found.</summary>
/// <param name="Legs">One for each that ran; two may bear the name of the picture leg when words and a picture were asked.</param>
/// <param name="AppliedSequence">The oldest change that one of them saw.</param>
/// <param name="Notes">Legs that had to be left out, in words.</param>
internal sealed record LegRun(IReadOnlyList<LegResult> Legs, long AppliedSequence, IReadOnlyList<string> Notes)
{
    /// <summary>The leg that compared words with the look of pictures, and what its cosines are by chance; null when either is not there.</summary>
    public (LegResult Leg, ImageNoise Noise)? Looked { get; init; }
}
