using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Corpus;

/// <summary>Makes the vectors of what was loaded, as the pipeline would.</summary>
internal sealed class EvalEmbedding(IContentStore store, IEncoderStore coverage, IBlobStore blobs)
{
    private const int Batch = 64;

    /// <summary>Makes what is missing.</summary>
    /// <returns>Why pictures could not be encoded.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(IEncoderDirectory encoders, CancellationToken cancellationToken)
    {
        if (encoders.ForQueries(EncoderRole.Text) is { Text: { } texts } forText)
        {
            long after = 0;
            while (await coverage.ReadTextsWithoutVectorAsync(forText.Id, after, Batch, cancellationToken).ConfigureAwait(false) is { Count: > 0 } missing)
            {
                var vectors = await texts.GenerateAsync(missing.Select(one => one.Text), EncoderInput.Passage, cancellationToken).ConfigureAwait(false);
                await store.CommitVectorsAsync([], [.. missing.Zip(vectors, (one, vector) => new ChunkVector(one.ChunkKey, forText.Id, ContentKind.Text, vector.Vector))], cancellationToken).ConfigureAwait(false);
                after = missing[^1].ChunkKey;
            }
        }

        if (encoders.ForQueries(EncoderRole.Image) is not { Image: { } pictures } forImage) return [];
        var refused = await PicturesAsync(forImage, pictures, cancellationToken).ConfigureAwait(false);
        if (await ImageNoiseMeter.MeasureAsync(forImage, coverage, cancellationToken).ConfigureAwait(false) is { } noise) await coverage.WriteNoiseAsync(forImage.Id, noise, cancellationToken).ConfigureAwait(false);
        return refused;
    }

    private async Task<IReadOnlyList<string>> PicturesAsync(Encoder encoder, IEmbeddingGenerator<DataContent, Embedding<float>> tower, CancellationToken cancellationToken)
    {
        var refused = new List<string>();
        long after = 0;
        while (await coverage.ReadPicturesWithoutVectorAsync(encoder.Id, after, 1, cancellationToken).ConfigureAwait(false) is [var picture])
        {
            after = picture.ChunkKey;
            try
            {
                var bytes = await blobs.ReadAsync(picture.Blob!.Value, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw new FileNotFoundException("A picture's bytes are gone.");
                var vector = await tower.GenerateVectorAsync(new DataContent(bytes, picture.MediaType), EncoderInput.Passage, cancellationToken).ConfigureAwait(false);
                await store.CommitVectorsAsync([], [new ChunkVector(picture.ChunkKey, encoder.Id, ContentKind.Image, vector)], cancellationToken).ConfigureAwait(false);
            }
            catch (EncoderInputException reason)
            {
                refused.Add(reason.Message);
            }
        }

        return refused;
    }
}
