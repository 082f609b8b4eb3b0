using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Connectors.Producers.Folders;
using Spectre.Console;

namespace Assistant.Cli.Ingest;

/// <summary>Shows on standard error how far an ingest is: bars on a terminal, a line now and then elsewhere.</summary>
internal static class IngestProgressView
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    /// <summary>Runs work while its progress is shown.</summary>
    /// <param name="pending">Asks how many documents are on their way.</param>
    /// <param name="work">The work; it reports files read and submitted.</param>
    /// <param name="cancellationToken">Cancels both.</param>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<long>> pending, Func<IProgress<FolderProgress>, Task<T>> work, CancellationToken cancellationToken)
    {
        var latest = new Latest();
        var running = work(latest);
        if (Console.IsErrorRedirected)
        {
            await WatchAsync(running, LineInterval, async () =>
            {
                if (latest.Value is not { } value)
                    return;
                var waiting = await pending(cancellationToken);
                Output.Note(string.Create(CultureInfo.InvariantCulture, $"read {value.Read} of {value.Files} files, {value.Unchanged} unchanged, {waiting} on their way"));
            });
            return await running;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn()).StartAsync(async context =>
        {
            var read = context.AddTask("reading");
            var indexed = context.AddTask("indexing");
            await WatchAsync(running, BarInterval, async () =>
            {
                if (latest.Value is not { } value)
                    return;
                (read.MaxValue, read.Value) = (Math.Max(1, value.Files), value.Read);
                (indexed.MaxValue, indexed.Value) = (Math.Max(1, value.Submitted), Math.Max(0, value.Submitted - await pending(cancellationToken)));
            });
        });
        return await running;
    }

    private static async Task WatchAsync(Task running, TimeSpan interval, Func<Task> show)
    {
        using var timer = new PeriodicTimer(interval);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, timer.WaitForNextTickAsync().AsTask());
            if (!running.IsCompleted)
                await show();
        }
    }

    // Progress<T> would hand the values to the thread pool, where they overtake each other.
    private sealed class Latest : IProgress<FolderProgress>
    {
        private FolderProgress? _value;

        public FolderProgress? Value => Volatile.Read(ref _value);

        public void Report(FolderProgress value) => Volatile.Write(ref _value, value);
    }
}
