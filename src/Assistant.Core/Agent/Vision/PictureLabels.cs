using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent.Vision;

/// <summary>Names what a picture may show: names and picture in one space, only those well above chance. Safe from many threads.</summary>
internal sealed class PictureLabels(IEncoderDirectory encoders, IEncoderStore noises, IOptions<VisionOptions> options)
{
    private const int MostLabels = 3;
    private readonly Lazy<IReadOnlyList<string>> names = new(() => Read(options.Value.LabelsFile));
    private readonly ConcurrentDictionary<string, Task<GeneratedEmbeddings<Embedding<float>>>> vectors = new(StringComparer.Ordinal);

    /// <summary>Names with their share of all that are above the floor, best first; none without an encoder of pictures and texts whose noise is known.</summary>
    /// <param name="picture">The encoded picture.</param>
    /// <param name="cancellationToken">Cancels the encoding.</param>
    /// <exception cref="InvalidDataException">The file of names cannot be used.</exception>
    public async ValueTask<IReadOnlyList<(string Name, double Share)>> OfAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        if (encoders.ForQueries(EncoderRole.Image) is not { Text: { } words, Image: { } pixels } encoder || noises.ReadNoise(encoder.Id) is not { } noise)
            return [];
        var known = await vectors.GetOrAdd(encoder.Id, _ => words.GenerateAsync(names.Value, EncoderInput.Query, CancellationToken.None)).WaitAsync(cancellationToken).ConfigureAwait(false);
        var look = await pixels.GenerateAsync([new DataContent(picture, "application/octet-stream")], EncoderInput.Query, cancellationToken).ConfigureAwait(false);
        return Rank([.. known.Select(vector => noise.Deviations(TensorPrimitives.Dot(vector.Vector.Span, look[0].Vector.Span)))]);
    }

    // Softmax over deviations from chance, so that encoders with other scales of cosines give the same shares.
    private List<(string Name, double Share)> Rank(double[] deviations)
    {
        var above = deviations.Select((deviation, i) => (Name: names.Value[i], Deviation: deviation)).Where(label => label.Deviation >= options.Value.LabelFloorDeviations).OrderByDescending(label => label.Deviation).Take(MostLabels).ToList();
        var sum = deviations.Sum(Math.Exp);
        return [.. above.Select(label => (label.Name, Math.Exp(label.Deviation) / sum))];
    }

    private static List<string> Read(string? file)
    {
        try
        {
            using var reader = file is not null ? new StreamReader(file) : new StreamReader(typeof(PictureLabels).Assembly.GetManifestResourceStream("Assistant.Core.Agent.Vision.labels.txt")
                ?? throw new InvalidOperationException("The list of labels is not embedded in the assembly."));
            var names = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(name => name[0] != '#').ToList();
            return names.Count > 1 ? names : throw new InvalidDataException($"{VisionOptions.Section}:{nameof(VisionOptions.LabelsFile)} {file} holds fewer than two names; write one a line.");
        }
        catch (IOException failure)
        {
            throw new InvalidDataException($"{VisionOptions.Section}:{nameof(VisionOptions.LabelsFile)} {file} cannot be read: {failure.Message}", failure);
        }
    }
}
