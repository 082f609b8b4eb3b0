using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>How a role stands.</summary>
/// <param name="Role">The role.</param>
/// <param name="State">In one word.</param>
/// <param name="Assignment">Who serves it; null when nobody ever did.</param>
public sealed record EncoderStatus(EncoderRole Role, EncoderState State, EncoderAssignment? Assignment)
{
    /// <summary>Chunks or pictures that have their answer of the encoder that is being built, else of the active one.</summary>
    public long Done { get; init; }

    /// <summary>All that should have one.</summary>
    public long Total { get; init; }

    /// <summary>Answers a second since the build began in this process; null when there is none.</summary>
    public double? PerSecond { get; init; }

    /// <summary>What is left at that rate; null when it is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>What is wrong, in words; null when nothing is.</summary>
    public string? Problem { get; init; }
}

/// <summary>State of a role.</summary>
public enum EncoderState
{
    /// <summary>Configuration asks for no encoder.</summary>
    Off,

    /// <summary>The active encoder cannot be used, and no other follows: search goes on without its leg.</summary>
    Unavailable,

    /// <summary>Serving, and nothing is missing.</summary>
    Ready,

    /// <summary>Serving, while vectors of the active encoder are still being made.</summary>
    Filling,

    /// <summary>Another encoder's vectors are being built; the active one serves until they are complete.</summary>
    Building,
}
