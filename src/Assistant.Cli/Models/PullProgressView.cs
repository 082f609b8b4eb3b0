using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Inference.Catalog;
using Spectre.Console;

namespace Assistant.Cli.Models;

/// <summary>Shows on standard error how far a pull is: a bar on a terminal, a line for each file elsewhere.</summary>
internal static class PullProgressView
{
    /// <summary>Runs work while its progress is shown.</summary>
    public static async Task<T> RunAsync<T>(Func<IProgress<PullProgress>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(new Lines());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask("loading"))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            task.Description = Markup.Escape(Output.Plain(value.File));
            (task.MaxValue, task.Value) = (Math.Max(1, value.Total), value.Bytes);
        }
    }

    private sealed class Lines : IProgress<PullProgress>
    {
        private string _file = "";

        public void Report(PullProgress value)
        {
            if (value.File == _file) return;
            _file = value.File;
            Output.Note(string.Create(CultureInfo.InvariantCulture, $"loading {Output.Plain(value.File)} ({value.Bytes / 1e6:0.0} of {value.Total / 1e6:0.0} MB)"));
        }
    }
}
