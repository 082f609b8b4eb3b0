using System.CommandLine;
using Assistant.Cli.Shell;
using Assistant.Evals.Index;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant bench NAME</c>: speed, measured.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure speed") { Index() };

    private static Command Index()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Corpus as the peers' scripts generate it" };
        var limit = new Option<int?>("--limit") { Description = "Only the first documents", HelpName = "N" };
        var command = new Command("index", "The hybrid index: build, queries, bytes") { folder, limit };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (!Directory.Exists(parsed.GetValue(folder)))
                throw new UserException($"there is no folder {parsed.GetValue(folder)}.", ExitCodes.BadUsage);
            IndexBench.Run(new IndexBenchOptions(parsed.GetValue(folder)!) { Limit = parsed.GetValue(limit) }, Console.Out, cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
