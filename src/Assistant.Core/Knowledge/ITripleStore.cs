namespace Assistant.Core.Knowledge;

/// <summary>Reads triples. They are written with the parse of their document, replaced with it, and deleted with it.</summary>
public interface ITripleStore
{
    /// <summary>Lists triples of live versions, in order of their keys.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not within 1 to 1,000.</exception>
    ValueTask<IReadOnlyList<StoredTriple>> ListAsync(TripleFilter filter, CancellationToken cancellationToken = default);
}
