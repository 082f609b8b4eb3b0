using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Memory;

/// <summary>Consolidates what is remembered: merges duplicates, supersedes contradictions, deletes what faded. Done twice it changes nothing more. Safe from many threads; a user at a time.</summary>
public sealed partial class MemoryConsolidation(IFactStore store, IOptions<MemoryOptions> options, TimeProvider time, ILogger<MemoryConsolidation> logger)
{
    /// <summary>Consolidates the facts of one user, or of everybody.</summary>
    /// <param name="user">The user; null for everybody.</param>
    /// <param name="cancellationToken">Cancels between users.</param>
    public async ValueTask<MemoryReport> RunAsync(string? user = null, CancellationToken cancellationToken = default)
    {
        var report = new MemoryReport(0, 0, 0, 0);
        IReadOnlyList<string> users = user is null ? await store.ListUsersAsync(cancellationToken).ConfigureAwait(false) : [user];
        foreach (var one in users)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var facts = await store.ListAsync(one, superseded: false, cancellationToken).ConfigureAwait(false);
            var review = MemoryReview.Of(facts, time.GetUtcNow(), options.Value);
            if (review.Duplicates.Count + review.Contradictions.Count + review.Junk.Count > 0)
                await store.ConsolidateAsync(one, review, cancellationToken).ConfigureAwait(false);
            report = MemoryReport.Add(report, new MemoryReport(facts.Count, review.Duplicates.Count, review.Contradictions.Count, review.Junk.Count));
        }

        LogDone(report.Facts, report.Duplicates, report.Contradictions, report.Junk);
        return report;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Memory consolidated: of {Facts} facts {Duplicates} were duplicates, {Contradictions} contradicted, {Junk} faded")]
    private partial void LogDone(int facts, int duplicates, int contradictions, int junk);
}
