using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Parse;

/// <summary>Bounds how many batches are parsed at the same time, and lets one document be parsed with nothing beside it.</summary>
internal sealed class ParseGate : IDisposable
{
    private readonly SemaphoreSlim permits;
    private readonly SemaphoreSlim alone = new(1, 1);
    private readonly int count;

    public ParseGate(IOptions<IngestionOptions> options)
    {
        count = options.Value.ParseConcurrency is > 0 and var set ? set : Environment.ProcessorCount;
        permits = new SemaphoreSlim(count, count);
    }

    /// <summary>Waits for one of the permits; dispose to give it back.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await permits.WaitAsync(cancellationToken);
        return new Permit(() => permits.Release());
    }

    /// <summary>Waits for all permits; dispose to give them back.</summary>
    public async ValueTask<IDisposable> EnterAloneAsync(CancellationToken cancellationToken)
    {
        await alone.WaitAsync(cancellationToken);
        var held = 0;
        try
        {
            for (; held < count; held++)
                await permits.WaitAsync(cancellationToken);
        }
        catch
        {
            Release(held);
            throw;
        }

        return new Permit(() => Release(count));

        void Release(int permitsHeld)
        {
            if (permitsHeld > 0)
                permits.Release(permitsHeld);
            alone.Release();
        }
    }

    public void Dispose()
    {
        permits.Dispose();
        alone.Dispose();
    }

    private sealed class Permit(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
