using Assistant.Core.Retrieval;
using Assistant.Storage;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Hosting;

/// <summary>Compacts the change log from time to time, up to what the index contains, so that a service that runs for years does not keep every change of documents that are long gone.</summary>
internal sealed partial class ChangeLogUpkeep(ChangeLogCompaction compaction, IKnowledgeIndex index, IOptions<ChangeLogOptions> options, TimeProvider time, ILogger<ChangeLogUpkeep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CompactEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var dropped = await compaction.RunAsync(index.AppliedSequence, options.Value.Keep, stoppingToken);
                if (dropped > 0)
                    LogDropped(dropped);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // A full disk or the like: a longer log harms nothing, and the next turn tries again.
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Dropped {Dropped} changes from the change log that no index needs any more")]
    private partial void LogDropped(int dropped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not compact the change log; it is tried again")]
    private partial void LogFailed(Exception error);
}
