using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>Who serves a role: one row of the store, so that a change of encoder is one write.</summary>
/// <param name="Role">The role.</param>
/// <param name="Active">Its vectors are what queries are compared with.</param>
public sealed record EncoderAssignment(EncoderRole Role, EncoderName Active)
{
    /// <summary>The one that follows when its vectors are complete; null when no change is under way.</summary>
    public EncoderName? Building { get; init; }

    /// <summary>The one before the active one; its vectors are kept until they are pruned.</summary>
    public EncoderName? Previous { get; init; }

    /// <summary>Id of the encoder that was rolled back from: configuration that still names it does not bring it back.</summary>
    public string? Declined { get; init; }

    /// <summary>When the building began. Documents parsed later are embedded with it by the pipeline itself.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Last change of the row.</summary>
    public DateTimeOffset Changed { get; init; }
}
