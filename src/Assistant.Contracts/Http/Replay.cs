namespace Assistant.Contracts.Http;

/// <summary>How much the replay buffer holds of a kind: an element of <c>GET /api/replay</c>.</summary>
/// <param name="Direction"><c>text_to_text</c>, <c>text_to_image</c>, <c>image_to_image</c> or <c>image_to_text</c>.</param>
/// <param name="Encoder">Who made the vectors.</param>
/// <param name="Collection">The domain.</param>
/// <param name="Origin"><c>feedback</c>, <c>pair</c> or <c>gold</c>.</param>
/// <param name="Items">Items in the buffer.</param>
/// <param name="Added">Items that were ever offered to it.</param>
/// <param name="Newest">When the newest was made; absent when there is none.</param>
public sealed record ReplayCountInfo(string Direction, string Encoder, string Collection, string Origin, int Items, long Added, DateTimeOffset? Newest);

/// <summary>An item of the replay buffer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Direction">Query and target.</param>
/// <param name="Encoder">Who made the vectors.</param>
/// <param name="Collection">The domain.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="User">Who judged; absent for pairs.</param>
/// <param name="DocumentId">The target.</param>
/// <param name="Sources">Every document that it was made from.</param>
/// <param name="Value">1 for right, −1 for wrong.</param>
/// <param name="Propensity">Probability that the target was looked at.</param>
/// <param name="Weight">What it counts before the caps of a refresh.</param>
/// <param name="Validation">Whether it only measures.</param>
/// <param name="At">When it was made.</param>
public sealed record ReplayItemInfo(
    Guid Id, string Direction, string Encoder, string Collection, string Origin, string? User, string DocumentId, IReadOnlyList<string> Sources, int Value, double Propensity, double Weight, bool Validation, DateTimeOffset At);

/// <summary>An item with its vectors: a line of <c>GET /api/replay/export</c>.</summary>
/// <param name="Item">The item.</param>
/// <param name="Query">The query's vector.</param>
/// <param name="Target">The target's vector.</param>
public sealed record ReplayExportLine(ReplayItemInfo Item, IReadOnlyList<float> Query, IReadOnlyList<float> Target);

/// <summary>What was deleted by <c>DELETE /api/replay</c>.</summary>
/// <param name="Rows">Logged searches, judgements, votes and replay items.</param>
public sealed record ReplayForgotten(int Rows);

/// <summary>How much the replay buffer may hold: <c>GET /api/replay/quota</c>.</summary>
/// <param name="MaxItems">Most items that may give way to others; each domain has a part of it.</param>
/// <param name="MaxGold">Most gold items, which never give way.</param>
public sealed record ReplayQuotaInfo(int MaxItems, int MaxGold);
