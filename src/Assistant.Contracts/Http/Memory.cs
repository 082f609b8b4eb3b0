namespace Assistant.Contracts.Http;

/// <summary>A fact that is kept about its user. <c>Requested</c>: the user asked for it; <c>SupersededBy</c>: the fact that took its place.</summary>
public sealed record FactInfo(Guid Id, string Text, string? Collection, bool Requested, Guid? ConversationId, Guid? MessageId, DateTimeOffset Created, DateTimeOffset Used, int Uses, Guid? SupersededBy);

/// <summary>Body of <c>PATCH /api/memory/{id}</c>.</summary>
public sealed record FactPatch
{
    /// <summary>The new words, 1 to 1,000 characters.</summary>
    public string Text { get; init; } = "";
}
