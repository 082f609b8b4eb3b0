using System.Collections.Concurrent;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Encoders;

/// <summary>How the roles stand and how far their builds are, for people who wait. Thread-safe.</summary>
public sealed class EncoderProgress
{
    private readonly ConcurrentDictionary<EncoderRole, BuildProgress> running = new();
    private readonly IEncoderStore store;
    private readonly EncoderDirectory directory;
    private readonly IOptions<EncoderOptions> options;
    private readonly TimeProvider time;
    private volatile string? problem;

    internal EncoderProgress(IEncoderStore store, EncoderDirectory directory, IOptions<EncoderOptions> options, TimeProvider time) =>
        (this.store, this.directory, this.options, this.time) = (store, directory, options, time);

    /// <summary>Reads the status of every role.</summary>
    public async ValueTask<IReadOnlyList<EncoderStatus>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var statuses = await EncoderReport.ReadAsync(store, directory, options.Value, cancellationToken);
        return [.. statuses.Select(status =>
        {
            var perSecond = running.TryGetValue(status.Role, out var build) ? build.PerSecond(time) : null;
            return status with
            {
                PerSecond = perSecond,
                Remaining = perSecond is { } rate ? TimeSpan.FromSeconds((status.Total - status.Done) / rate) : null,
                Problem = status.Problem ?? (status.State is EncoderState.Building or EncoderState.Filling ? problem : null),
            };
        })];
    }

    internal BuildProgress Begin(EncoderRole role) => running[role] = new BuildProgress(time.GetTimestamp());

    internal void End(EncoderRole role, BuildProgress build) => running.TryRemove(KeyValuePair.Create(role, build));

    /// <summary>Notes why nothing gets on; null when it does again.</summary>
    internal void Hold(string? reason) => problem = reason;
}
