using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Encoders;

/// <summary>
/// Makes and stores one batch of vectors that are missing. A text that fails again and again while the encoder answers to others
/// gets a refusal, so that it cannot hold up a build for ever.
/// </summary>
internal sealed partial class MissingVectors(IEncoderStore store, IContentStore content, VectorMaker maker, ILogger<MissingVectors> logger)
{
    private const int MostTries = 3;

    private static readonly byte[] OnePixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==");

    private readonly Dictionary<(long Chunk, string Encoder), int> tries = [];

    /// <summary>Makes the first ones after a key. One caller at a time.</summary>
    /// <returns>How many were missing (0: none is left), how many of them have their answer now, and the last key that was read.</returns>
    /// <exception cref="Exception">The encoder fails on everything.</exception>
    public async Task<(int Missing, int Made, long LastKey)> MakeAsync(EncoderRole role, Encoder encoder, long afterKey, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChunkVector> vectors;
        int read;
        long last;
        if (role == EncoderRole.Text)
        {
            var texts = await store.ReadTextsWithoutVectorAsync(encoder.Id, afterKey, limit, cancellationToken);
            if (texts.Count == 0)
                return (0, 0, afterKey);
            (read, last) = (texts.Count, texts[^1].ChunkKey);
            vectors = await EncodeAsync(encoder, texts, one => VectorMaker.EncodeAsync(encoder, one, cancellationToken), one => one.ChunkKey, ContentKind.Text, cancellationToken);
        }
        else
        {
            var pictures = await store.ReadPicturesWithoutVectorAsync(encoder.Id, afterKey, limit, cancellationToken);
            if (pictures.Count == 0)
                return (0, 0, afterKey);
            (read, last) = (pictures.Count, pictures[^1].ChunkKey);
            vectors = await EncodeAsync(encoder, pictures, one => maker.EncodeAsync(encoder, one, cancellationToken), one => one.ChunkKey, ContentKind.Image, cancellationToken);
        }

        await content.CommitVectorsAsync([], vectors, cancellationToken);
        return (read, vectors.Count, last);
    }

    private async Task<IReadOnlyList<ChunkVector>> EncodeAsync<T>(
        Encoder encoder, IReadOnlyList<T> inputs, Func<IReadOnlyList<T>, Task<IReadOnlyList<ChunkVector>>> encode, Func<T, long> key, ContentKind modality, CancellationToken cancellationToken)
    {
        try
        {
            return await encode(inputs);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogAlone(error, inputs.Count, encoder.Id);
            await EnsureAnswersAsync(encoder, modality, cancellationToken);
        }

        List<ChunkVector> made = [];
        foreach (var input in inputs)
        {
            try
            {
                made.AddRange(await encode([input]));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                var chunk = key(input);
                var tried = tries[(chunk, encoder.Id)] = tries.GetValueOrDefault((chunk, encoder.Id)) + 1;
                if (tried < MostTries)
                    continue;
                LogRefused(error, chunk, encoder.Id, tried);
                tries.Remove((chunk, encoder.Id));
                made.Add(VectorMaker.Refuse(encoder, chunk, modality, $"It is found by words only: the encoder fails on it ({error.Message})"));
            }
        }

        return made;
    }

    /// <summary>Tells an encoder that is down from one that fails on some input.</summary>
    private static async Task EnsureAnswersAsync(Encoder encoder, ContentKind modality, CancellationToken cancellationToken)
    {
        if (modality == ContentKind.Text)
            await encoder.Text!.GenerateAsync(["a"], EncoderInput.Passage, cancellationToken);
        else
            await encoder.Image!.GenerateAsync([new DataContent(OnePixel, "image/png")], EncoderInput.Passage, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} could not be encoded by {Encoder}; each is tried alone")]
    private partial void LogAlone(Exception error, int count, string encoder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {Chunk} gets no vector of {Encoder}: it failed {Tries} times while others did not")]
    private partial void LogRefused(Exception error, long chunk, string encoder, int tries);
}
