using Assistant.Contracts.Http;

namespace Assistant.Connectors.Producers.Targets;

/// <summary>Where producers deliver to: the pipeline in this process, or a service over HTTP.</summary>
public interface IContentTarget
{
    /// <summary>Lists what the target holds of a source, without what was unpacked from it.</summary>
    IAsyncEnumerable<KnownContent> ListAsync(string collection, string source, CancellationToken cancellationToken = default);

    /// <summary>Submits contents; on return the accepted ones are on the target's disk.</summary>
    /// <returns>One answer for each content, in order.</returns>
    Task<IReadOnlyList<ContentAcceptedItem>> SubmitAsync(string collection, string? source, IReadOnlyList<OfferedContent> contents, CancellationToken cancellationToken = default);

    /// <summary>Waits until these documents are Indexed, Rejected or Failed, or replaced or deleted.</summary>
    /// <returns>Those that still exist.</returns>
    Task<IReadOnlyList<KnownContent>> WaitAsync(string collection, string? source, IReadOnlyList<ContentAcceptedItem> accepted, CancellationToken cancellationToken = default);

    /// <summary>Deletes documents.</summary>
    Task DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default);
}
