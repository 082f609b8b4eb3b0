namespace Assistant.Core.Content;

/// <summary>What a delete removed; kept as its proof, without any content.</summary>
/// <param name="Id">The document.</param>
/// <param name="Sequence">Change that removes its last row from the index.</param>
/// <param name="Documents">Documents removed: itself and those unpacked from it.</param>
/// <param name="Chunks">Chunks removed.</param>
/// <param name="Vectors">Vectors removed.</param>
/// <param name="Blobs">Blobs removed because nothing else owned them.</param>
/// <param name="Citations">Citations removed from stored answers, with the sentences that they supported.</param>
/// <param name="Feedback">Feedback rows removed.</param>
/// <param name="At">When.</param>
public sealed record Deletion(DocumentId Id, long Sequence, int Documents, int Chunks, int Vectors, int Blobs, int Citations, int Feedback, DateTimeOffset At)
{
    /// <summary>Pictures that a deleted page described: withdrawn from search and set back to Accepted, to be parsed again without its words.</summary>
    public IReadOnlyList<ContentRef> RefreshedImages { get; init; } = [];
}
