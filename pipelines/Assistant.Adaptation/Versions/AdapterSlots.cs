namespace Assistant.Adaptation.Versions;

/// <summary>Which versions serve: <c>state.json</c> of the adapters folder, replaced as a whole.</summary>
public sealed record AdapterSlots
{
    /// <summary>Number that the next version gets; numbers are never used again.</summary>
    public int Next { get; init; } = 1;

    /// <summary>One for each direction and encoder that anything was learned for.</summary>
    public IReadOnlyList<AdapterSlot> Slots { get; init; } = [];

    /// <summary>Versions that were taken back.</summary>
    public IReadOnlyList<string> RolledBack { get; init; } = [];

    /// <summary>Versions whose documents were deleted, and since when that is known.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Condemned { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The slot of a direction and encoder; an empty one when there is none.</summary>
    public AdapterSlot Of(string direction, string encoderId) =>
        Slots.FirstOrDefault(slot => slot.Direction == direction && slot.EncoderId == encoderId) ?? new AdapterSlot(direction, encoderId, null, []);

    /// <summary>The same with a refresh begun in a slot.</summary>
    public AdapterSlots Begin(string direction, string encoderId, long seenItems, DateTimeOffset at)
    {
        var slot = Of(direction, encoderId);
        return With(slot with { SeenItems = seenItems, TriedAt = at, BeforeRefresh = new RefreshMark(slot.SeenItems, slot.TriedAt) });
    }

    /// <summary>The same with the refresh of a slot ended.</summary>
    public AdapterSlots End(string direction, string encoderId) => With(Of(direction, encoderId) with { BeforeRefresh = null });

    /// <summary>The same with a slot put in the place of its like.</summary>
    public AdapterSlots With(AdapterSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return this with { Slots = [.. Slots.Where(other => (other.Direction, other.EncoderId) != (slot.Direction, slot.EncoderId)), slot] };
    }
}

/// <summary>What serves a direction and encoder, or the weights of a collection and encoders.</summary>
/// <param name="Direction">The direction, or <c>fusion:COLLECTION</c>.</param>
/// <param name="EncoderId">The encoder.</param>
/// <param name="Version">The version in force; null for the plain encoder.</param>
/// <param name="Before">Versions that served before, the last one first; null for the plain encoder.</param>
public sealed record AdapterSlot(string Direction, string EncoderId, string? Version, IReadOnlyList<string?> Before)
{
    /// <summary>Items that had ever been offered to the replay buffer at the last refresh.</summary>
    public long SeenItems { get; init; }

    /// <summary>When a refresh was last tried; null for never.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>The slot before the refresh that is under way, as far as triggers go by it; null when none is. What a process finds here at its start was abandoned by one that ended.</summary>
    public RefreshMark? BeforeRefresh { get; init; }
}

/// <summary>What triggers went by before a refresh began.</summary>
/// <param name="SeenItems">Items at the refresh before it.</param>
/// <param name="TriedAt">When that was; null for never.</param>
public sealed record RefreshMark(long SeenItems, DateTimeOffset? TriedAt);
