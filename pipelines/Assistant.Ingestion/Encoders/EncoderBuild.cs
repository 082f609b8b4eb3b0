using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Encoders;

/// <summary>
/// Makes the vectors that are missing, in the owner: of the encoder that is to follow, then switches to it; else of the active one
/// (documents from before there was an encoder, or that another process embedded without it). What is missing is read from the
/// store, so a build goes on after kill -9 where it was. Small batches at the priority of ingestion: queries overtake it.
/// </summary>
internal sealed partial class EncoderBuild(
    EncoderLifecycle lifecycle,
    EncoderDirectory directory,
    IEncoderStore store,
    IKnowledgeIndex index,
    MissingVectors missing,
    EncoderProgress progress,
    IOptions<EncoderOptions> options,
    ILogger<EncoderBuild> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Dictionary<(EncoderRole, string), long> verified = [];

    /// <summary>Assigns encoders before any step begins, so that nothing is ingested without them.</summary>
    async Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken)
    {
        await lifecycle.AssignAsync(cancellationToken);
        lifecycle.Changed += Wake;
    }

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Dispose()
    {
        lifecycle.Changed -= Wake;
        wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var role in EncoderLifecycle.Roles)
                    await ServeAsync(role, stoppingToken);
                failures = 0;
                progress.Hold(null);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // An encoder that is down, a busy database: the next pass takes up what is left.
                failures++;
                LogFailed(error, failures);
                progress.Hold(error.Message);
            }

            var wait = failures == 0 ? LookEvery : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), LongestWait.TotalSeconds));
            await wake.WaitAsync(wait, stoppingToken);
        }
    }

    private async Task ServeAsync(EncoderRole role, CancellationToken cancellationToken)
    {
        // Until nothing changes any more: a build that is complete, or was given up, is followed by the one that it makes active.
        while (directory.Assignment(role) is { } assignment)
        {
            var target = assignment.Building ?? assignment.Active;
            if (directory.Find(target) is not { } encoder)
                return;
            var complete = await FillAsync(role, encoder, cancellationToken);
            if (assignment.Building is null || !complete)
                return;

            // The index has everything that was made, so that the first query after the switch misses nothing.
            await index.CatchUpAsync(cancellationToken);
            if (!await lifecycle.SwitchAsync(role, encoder.Id, verified.GetValueOrDefault((role, encoder.Id)), cancellationToken))
                return;
        }
    }

    /// <summary>Makes what is missing up to the present end.</summary>
    /// <returns>False when the assignment changed meanwhile.</returns>
    private async Task<bool> FillAsync(EncoderRole role, Encoder encoder, CancellationToken cancellationToken)
    {
        BuildProgress? running = null;
        try
        {
            while (true)
            {
                var settled = await store.SettledKeyAsync(cancellationToken);
                var after = verified.GetValueOrDefault((role, encoder.Id));
                var made = 0;
                var found = false;
                while (await missing.MakeAsync(role, encoder, after, options.Value.BuildBatchSize, cancellationToken) is { Missing: > 0 } batch)
                {
                    found = true;
                    made += batch.Made;
                    after = batch.LastKey;
                    running ??= progress.Begin(role);
                    running.Add(batch.Made);
                    if (directory.Assignment(role) is not { } now || (now.Building ?? now.Active).Id != encoder.Id)
                        return false;
                }

                // Only a pass that found nothing proves that nothing is missing up to where every document was settled before it.
                if (!found)
                {
                    verified[(role, encoder.Id)] = Math.Max(settled, verified.GetValueOrDefault((role, encoder.Id)));
                    if (role == EncoderRole.Image)
                        await MeasureNoiseAsync(encoder, cancellationToken);
                    return true;
                }

                LogMade(made, role, encoder.Id);
            }
        }
        finally
        {
            if (running is not null)
                progress.End(role, running);
        }
    }

    /// <summary>Measures the noise anew when there are twice the pictures: its floor decides what the picture leg gives to a search for anything.</summary>
    private async Task MeasureNoiseAsync(Encoder encoder, CancellationToken cancellationToken)
    {
        var (done, _) = await store.CountAsync(EncoderRole.Image, encoder.Id, cancellationToken);
        if (done < ImageNoiseMeter.FewestPictures || store.ReadNoise(encoder.Id) is { } known && done < 2 * known.Pictures)
            return;
        if (await ImageNoiseMeter.MeasureAsync(encoder, store, cancellationToken) is { } noise)
            await store.WriteNoiseAsync(encoder.Id, noise, cancellationToken);
    }

    private void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Vectors could not be built ({Failures} times in a row); trying again")]
    private partial void LogFailed(Exception error, int failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "Made {Count} missing vectors for {Role} by {Encoder}")]
    private partial void LogMade(int count, EncoderRole role, string encoder);
}
