using System.CommandLine;
using Assistant.Cli.Shell;
using Assistant.Evals.Bench;
using Assistant.Evals.Index;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant bench NAME</c>: speed, measured, as ratios within one run.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Print one JSON document" };

    public static Command Create() => new("bench", "Measure speed") { Ingest(), Search(), Index(), Dense() };

    private static Command Ingest()
    {
        var folder = new Option<string>("--folder") { Description = "Folder of files to ingest", HelpName = "DIR", Required = true };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of both, alternating", HelpName = "N", DefaultValueFactory = _ => 3 };
        var command = new Command("ingest", "The whole pipeline against a bare loop that parses and inserts the same chunks into FTS5") { folder, rounds, JsonOption };
        command.SetAction((parsed, cancellationToken) => Evals.Bench.IngestBench.RunAsync(
            new Evals.Bench.IngestBenchOptions(Existing(parsed.GetValue(folder)!), Positive(parsed.GetValue(rounds), rounds), parsed.GetValue(JsonOption)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Search()
    {
        var chunks = new Option<int>("--chunks") { Description = "Passages to generate", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var queries = new Option<int>("--queries") { Description = "Queries of 2 to 6 words", HelpName = "N", DefaultValueFactory = _ => 300 };
        var seed = new Option<int>("--seed") { Description = "Seed of the generated text", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("search", "A whole search against a bare FTS5 query over the same passages") { chunks, queries, seed, JsonOption };
        command.SetAction((parsed, cancellationToken) => SearchBench.RunAsync(
            new SearchBenchOptions(Positive(parsed.GetValue(chunks), chunks), Positive(parsed.GetValue(queries), queries), parsed.GetValue(seed), parsed.GetValue(JsonOption)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Index()
    {
        var folder = Corpus();
        var limit = new Option<int?>("--limit") { Description = "Only the first documents", HelpName = "N" };
        var command = new Command("index", "The hybrid index: build, queries, bytes") { folder, limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await IndexBench.RunAsync(new IndexBenchOptions(Existing(parsed.GetValue(folder)!)) { Limit = parsed.GetValue(limit) }, Console.Out, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Dense()
    {
        var folder = Corpus();
        var dimensions = new Option<int>("--dimensions") { Description = "Width of the vectors", HelpName = "D", DefaultValueFactory = _ => 256 };
        var command = new Command("dense", "Exact scan and HNSW over vectors: recall, latency, build rate") { folder, dimensions };
        command.SetAction((parsed, cancellationToken) =>
        {
            new DenseBench(new DenseBenchOptions { Folder = Existing(parsed.GetValue(folder)!), Dimensions = Positive(parsed.GetValue(dimensions), dimensions) }, Console.Out).Run(cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Argument<string> Corpus() => new("FOLDER") { Description = "Corpus as the peers' scripts generate it" };

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? folder : throw new UserException($"there is no folder {folder}.", ExitCodes.BadUsage);

    private static int Positive(int value, Option option) =>
        value > 0 ? value : throw new UserException($"{option.Name} must be at least 1, not {value}.", ExitCodes.BadUsage);
}
