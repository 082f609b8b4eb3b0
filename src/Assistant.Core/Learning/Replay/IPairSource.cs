using Assistant.Core.Content;

namespace Assistant.Core.Learning.Replay;

/// <summary>Pictures with the words that came with them, to be made pairs for the replay buffer. Safe from many threads.</summary>
public interface IPairSource
{
    /// <summary>Reads pictures that have a vector of the encoder and whose present words were not offered to the buffer yet.</summary>
    /// <param name="encoderId">The encoder.</param>
    /// <param name="texts">Most texts of a picture: captions, alternative texts with their headings, text read in it; in that order.</param>
    /// <param name="limit">Most pictures.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<DescribedPicture>> ReadUnpairedAsync(string encoderId, int texts, int limit, CancellationToken cancellationToken = default);

    /// <summary>Remembers that the words of pictures were offered, and removes the pairs of what they were before.</summary>
    /// <param name="encoderId">The encoder.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="offered">The pairs that they have now.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    ValueTask MarkPairedAsync(string encoderId, IReadOnlyCollection<DescribedPicture> pictures, IReadOnlyCollection<Guid> offered, CancellationToken cancellationToken = default);
}

/// <summary>A picture and its words.</summary>
/// <param name="Document">The picture.</param>
/// <param name="Collection">Its collection.</param>
/// <param name="Uri">Its uri.</param>
/// <param name="ChunkKey">Its first chunk; another one after each parse.</param>
/// <param name="Vector">Its look, L2-normalized, [d].</param>
/// <param name="Texts">Its words.</param>
/// <param name="Pages">Documents that show it: words of it may be theirs.</param>
public sealed record DescribedPicture(DocumentId Document, string Collection, string Uri, long ChunkKey, ReadOnlyMemory<float> Vector, IReadOnlyList<string> Texts, IReadOnlyList<DocumentId> Pages);
