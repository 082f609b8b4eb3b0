namespace Assistant.Connectors.Producers.Targets;

/// <summary>A document that the target holds.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Uri">Its identity in the collection.</param>
/// <param name="Hash">SHA-256 of its newest bytes, 64 hexadecimal digits; null when the target does not tell.</param>
/// <param name="State">Name of its state.</param>
/// <param name="Reason">Why it was rejected or failed.</param>
public sealed record KnownContent(string Id, string Uri, string? Hash, string State, string? Reason)
{
    /// <summary>Tags that it was submitted with, folded.</summary>
    public IReadOnlyList<string> GivenTags { get; init; } = [];
}
