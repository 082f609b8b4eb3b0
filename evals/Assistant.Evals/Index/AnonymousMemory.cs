using System.Globalization;

namespace Assistant.Evals.Index;

/// <summary>
/// Watches the resident memory of the process that belongs to no file (<c>RssAnon</c>): what is managed or native. Mapped index files are left out,
/// because their pages are the system's to take back. Looks every 10 ms, so a shorter peak may be missed.
/// </summary>
internal sealed class AnonymousMemory : IDisposable
{
    private const string Field = "RssAnon:";

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread? _thread;
    private long _peakKilobytes;

    public AnonymousMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Look();
        _thread = new Thread(() =>
        {
            while (!_stop.Wait(10))
                Look();
        }) { IsBackground = true, Name = "memory watch", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>Largest so far in megabytes; NaN where the system does not tell.</summary>
    public double PeakMegabytes => _thread is null ? double.NaN : Interlocked.Read(ref _peakKilobytes) * 1024 / 1e6;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Look()
    {
        var status = File.ReadAllText("/proc/self/status").AsSpan();
        var value = status[(status.IndexOf(Field, StringComparison.Ordinal) + Field.Length)..];
        var now = long.Parse(value[..value.IndexOf("kB", StringComparison.Ordinal)].Trim(), CultureInfo.InvariantCulture);
        if (now > Interlocked.Read(ref _peakKilobytes))
            Interlocked.Exchange(ref _peakKilobytes, now);
    }
}
