using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>Encoders that never change: for evals, and hosts that manage their own.</summary>
/// <param name="text">Serves <see cref="EncoderRole.Text"/>; null for none.</param>
/// <param name="image">Serves <see cref="EncoderRole.Image"/>; null for none.</param>
public sealed class FixedEncoders(Encoder? text, Encoder? image) : IEncoderDirectory
{
    /// <summary>No encoders: search by words only.</summary>
    public static FixedEncoders None { get; } = new(null, null);

    /// <inheritdoc/>
    public Encoder? ForQueries(EncoderRole role) => role == EncoderRole.Text ? text : image;

    /// <inheritdoc/>
    public IReadOnlyList<Encoder> ForIngestion(EncoderRole role) => ForQueries(role) is { } encoder ? [encoder] : [];
}
