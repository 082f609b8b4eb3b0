namespace Assistant.Contracts.Http;

/// <summary>How a role of encoders stands: an entry of <c>GET /api/encoders</c>.</summary>
/// <param name="Role"><c>text</c> or <c>image</c>.</param>
/// <param name="State"><c>Off</c>, <c>Unavailable</c>, <c>Ready</c>, <c>Filling</c> or <c>Building</c>.</param>
/// <param name="Active">Who serves queries.</param>
/// <param name="Building">Who follows when its vectors are complete.</param>
/// <param name="Previous">Whom a roll back would bring back.</param>
/// <param name="Done">Chunks or pictures that have their vector of the building encoder, else of the active one.</param>
/// <param name="Total">All that should have one.</param>
/// <param name="PerSecond">Vectors a second at present.</param>
/// <param name="RemainingSeconds">What is left at that rate.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Changed">Last change of who serves.</param>
public sealed record EncoderInfo(string Role, string State, string? Active, string? Building, string? Previous, long Done, long Total, double? PerSecond, double? RemainingSeconds, string? Problem, DateTimeOffset? Changed);

/// <summary>Body of <c>POST /api/encoders/rollback</c>.</summary>
public sealed record EncoderRollback
{
    /// <summary><c>text</c> or <c>image</c>.</summary>
    public string Role { get; init; } = "";
}

/// <summary>Answer of <c>POST /api/encoders/prune</c>.</summary>
/// <param name="Removed">Vectors that no role used.</param>
public sealed record EncoderPrune(long Removed);
