using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Ingestion.Encoders;

/// <summary>Makes vectors of texts and pictures, and refusals of pictures that an encoder cannot read. Thread-safe.</summary>
internal sealed class VectorMaker(IBlobStore blobs)
{
    /// <summary>Encodes texts.</summary>
    /// <exception cref="InvalidDataException">The encoder answers with other vectors than were asked for.</exception>
    /// <exception cref="TimeoutException">It gave no answer in its own time.</exception>
    public static async Task<IReadOnlyList<ChunkVector>> EncodeAsync(Encoder encoder, IReadOnlyList<ChunkText> texts, CancellationToken cancellationToken)
    {
        var vectors = await GenerateAsync(encoder, encoder.Text!, [.. texts.Select(text => text.Text)], cancellationToken);
        return [.. texts.Zip(vectors, (text, vector) => new ChunkVector(text.ChunkKey, encoder.Id, ContentKind.Text, vector.Vector))];
    }

    /// <summary>Encodes pictures; one that cannot be read gets a refusal and holds up no other.</summary>
    /// <exception cref="InvalidDataException">The encoder answers with other vectors than were asked for.</exception>
    /// <exception cref="TimeoutException">It gave no answer in its own time.</exception>
    public async Task<IReadOnlyList<ChunkVector>> EncodeAsync(Encoder encoder, IReadOnlyList<PictureSource> pictures, CancellationToken cancellationToken)
    {
        List<ChunkVector> made = [];
        List<(PictureSource Source, DataContent Content)> readable = [];
        foreach (var picture in pictures)
        {
            if (picture.Blob is { } blob && await blobs.ReadAsync(blob, cancellationToken: cancellationToken) is { } bytes)
                readable.Add((picture, new DataContent(bytes, picture.MediaType)));
            else
                made.Add(Refuse(encoder, picture, "its bytes are not in the blob store any more"));
        }

        try
        {
            made.AddRange(await EncodeAsync(readable));
        }
        catch (EncoderInputException error) when (readable.Count == 1)
        {
            made.Add(Refuse(encoder, readable[0].Source, error.Message));
        }
        catch (EncoderInputException)
        {
            foreach (var one in readable)
            {
                try
                {
                    made.AddRange(await EncodeAsync([one]));
                }
                catch (EncoderInputException error)
                {
                    made.Add(Refuse(encoder, one.Source, error.Message));
                }
            }
        }

        return made;

        async Task<IEnumerable<ChunkVector>> EncodeAsync(List<(PictureSource Source, DataContent Content)> batch)
        {
            if (batch.Count == 0)
                return [];
            var vectors = await GenerateAsync(encoder, encoder.Image!, [.. batch.Select(one => one.Content)], cancellationToken);
            return batch.Zip(vectors, (one, vector) => new ChunkVector(one.Source.ChunkKey, encoder.Id, ContentKind.Image, vector.Vector));
        }
    }

    /// <summary>A refusal of a text or a picture.</summary>
    public static ChunkVector Refuse(Encoder encoder, long chunkKey, ContentKind modality, string reason) =>
        new(chunkKey, encoder.Id, modality, default) { Refusal = reason };

    private static ChunkVector Refuse(Encoder encoder, PictureSource picture, string reason) =>
        Refuse(encoder, picture.ChunkKey, ContentKind.Image, $"It is found by words only: the picture cannot be encoded ({reason})");

    private static async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync<T>(Encoder encoder, IEmbeddingGenerator<T, Embedding<float>> generator, T[] inputs, CancellationToken cancellationToken)
    {
        try
        {
            var embeddings = await generator.GenerateAsync(inputs, EncoderInput.Passage, cancellationToken);
            return embeddings.Count == inputs.Length && embeddings.All(embedding => embedding.Vector.Length == encoder.Dimensions)
                ? embeddings
                : throw new InvalidDataException($"the encoder {encoder.Id} gave {embeddings.Count} vectors for {inputs.Length} inputs, or not of {encoder.Dimensions} dimensions");
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // The encoder's own time limit, not the end of this process.
            throw new TimeoutException($"the encoder {encoder.Id} gave no answer in its time", error);
        }
    }
}
