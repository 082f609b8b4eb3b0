using System.Diagnostics;

namespace Assistant.Core.Learning.Refresh;

/// <summary>Keeps background work to a share of one core: after each few milliseconds of work it rests in proportion. For one thread at a time.</summary>
/// <param name="share">Share of one core, above 0 to 1.</param>
public sealed class CpuBudget(double share)
{
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(5);
    private long since = Stopwatch.GetTimestamp();

    /// <summary>Rests when enough was done.</summary>
    public void Pause()
    {
        var rest = Rest();
        if (rest == TimeSpan.Zero) return;
        Thread.Sleep(rest);
        since = Stopwatch.GetTimestamp();
    }

    /// <summary>Rests when enough was done, without holding a thread.</summary>
    public async Task PauseAsync()
    {
        var rest = Rest();
        if (rest == TimeSpan.Zero) return;
        await Task.Delay(rest).ConfigureAwait(false);
        since = Stopwatch.GetTimestamp();
    }

    private TimeSpan Rest()
    {
        var worked = Stopwatch.GetElapsedTime(since);
        return share >= 1 || worked < Stretch ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(1, worked.TotalMilliseconds * (1 - share) / share));
    }
}
