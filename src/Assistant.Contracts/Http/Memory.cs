namespace Assistant.Contracts.Http;

/// <summary>A fact that is kept about its user. <c>Requested</c>: the user asked for it; <c>SupersededBy</c>: the fact that took its place.</summary>
public sealed record FactInfo(Guid Id, string Text, string? Collection, bool Requested, Guid? ConversationId, Guid? MessageId, DateTimeOffset Created, DateTimeOffset Used, int Uses, Guid? SupersededBy);

/// <summary>What <c>POST /api/memory/consolidate</c> found and did.</summary>
/// <param name="Facts">Facts that held before.</param>
/// <param name="Duplicates">Merged into others.</param>
/// <param name="Contradictions">Superseded by newer ones.</param>
/// <param name="Junk">Deleted: faded, or saying nothing.</param>
/// <param name="DuplicateRate">Share, 0 to 1.</param>
/// <param name="ContradictionRate">Share, 0 to 1.</param>
/// <param name="JunkRate">Share, 0 to 1.</param>
public sealed record MemoryConsolidationInfo(int Facts, int Duplicates, int Contradictions, int Junk, double DuplicateRate, double ContradictionRate, double JunkRate);

/// <summary>Body of <c>PATCH /api/memory/{id}</c>.</summary>
public sealed record FactPatch
{
    /// <summary>The new words, 1 to 1,000 characters.</summary>
    public string Text { get; init; } = "";
}
