using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Tests.Retrieval;

/// <summary>An encoder store that only tells what it was given.</summary>
internal sealed class AssignedEncoders : IEncoderStore
{
    public IReadOnlyList<EncoderAssignment> Assignments { get; set; } = [];

    public ImageNoise? Noise { get; init; }

    public IReadOnlyList<ReadOnlyMemory<float>> PictureVectors { get; init; } = [];

    public ImageNoise? ReadNoise(string encoderId) => Noise;

    public IReadOnlyList<EncoderAssignment> Read() => Assignments;

    public ValueTask WriteAsync(EncoderAssignment assignment, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<EncoderAssignment?> SwitchAsync(EncoderRole role, string encoderId, long verifiedKey, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<(long Done, long Total)> CountAsync(EncoderRole role, string encoderId, CancellationToken cancellationToken = default) => new((PictureVectors.Count, PictureVectors.Count));

    public ValueTask<IReadOnlyList<ChunkText>> ReadTextsWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(string encoderId, long afterKey, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<PictureSource>> ReadPicturesWithoutVectorAsync(IReadOnlyList<ContentRef> refs, string encoderId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<long> SettledKeyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> ReadPictureVectorsAsync(string encoderId, int count, CancellationToken cancellationToken = default) => new(PictureVectors);

    public ValueTask WriteNoiseAsync(string encoderId, ImageNoise noise, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<EncoderVectors>> ListAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<int> PruneAsync(EncoderRole role, string encoderId, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
