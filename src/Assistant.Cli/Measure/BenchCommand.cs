using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Evals.Bench;
using Assistant.Evals.Index;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant bench NAME</c>: speed, measured, as ratios within one run.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Print one JSON document" };

    public static Command Create() => new("bench", "Measure speed") { Ingest(), Search(), Hybrid(), Index(), Filters(), Dense(), Encode(), Adapters(), LlmBenchCommand.Create() };

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

    private static Command Hybrid()
    {
        var chunks = new Option<int>("--chunks") { Description = "Passages to generate", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var dimensions = new Option<int>("--dimensions") { Description = "Width of the vectors", HelpName = "D", DefaultValueFactory = _ => 256 };
        var queries = new Option<int>("--queries") { Description = "Queries of 2 to 6 words", HelpName = "N", DefaultValueFactory = _ => 300 };
        var seed = new Option<int>("--seed") { Description = "Seed of text and vectors", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("hybrid", "A search by words and vectors against the slower of the two alone") { chunks, dimensions, queries, seed, JsonOption };
        command.SetAction((parsed, cancellationToken) => HybridBench.RunAsync(
            new HybridBenchOptions(Positive(parsed.GetValue(chunks), chunks), Positive(parsed.GetValue(dimensions), dimensions), Positive(parsed.GetValue(queries), queries), parsed.GetValue(seed), parsed.GetValue(JsonOption)),
            Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Index()
    {
        var folder = Corpus("generated for the run when left out", ArgumentArity.ZeroOrOne);
        var chunks = new Option<string?>("--chunks") { Description = "Sizes, each the corpus's first so many chunks", HelpName = "N,N,…" };
        var words = new Option<string?>("--words-from") { Description = "Folder whose text files give a generated corpus its words", HelpName = "DIR" };
        var dimensions = new Option<int>("--dimensions") { Description = "Width of the vectors; 0 for text alone", HelpName = "D", DefaultValueFactory = _ => 256 };
        var seed = new Option<int>("--seed") { Description = "Seed of a generated corpus", HelpName = "N", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds over all queries", HelpName = "N", DefaultValueFactory = _ => 7 };
        var ingest = new Option<int>("--ingest-seconds") { Description = "Seconds of searching beside 1,000 new documents a second; 0 for none", HelpName = "S", DefaultValueFactory = _ => 10 };
        var command = new Command("index", "The hybrid index: build, memory, bytes, queries by text, vector and both, and how they grow") { folder, chunks, words, dimensions, seed, rounds, ingest, JsonOption };
        command.SetAction((parsed, cancellationToken) => IndexBench.RunAsync(
            new IndexBenchOptions
            {
                Folder = parsed.GetValue(folder) is { } given ? Existing(given) : null,
                Chunks = Sizes(parsed.GetValue(chunks)),
                WordsFrom = parsed.GetValue(words) is { } source ? Existing(source) : null,
                Dimensions = NotNegative(parsed.GetValue(dimensions), dimensions),
                Seed = parsed.GetValue(seed),
                Rounds = Positive(parsed.GetValue(rounds), rounds),
                IngestSeconds = NotNegative(parsed.GetValue(ingest), ingest),
                Json = parsed.GetValue(JsonOption),
            },
            Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Dense()
    {
        var folder = Corpus("as bench index and the peers' scripts generate it", ArgumentArity.ExactlyOne);
        var dimensions = new Option<int>("--dimensions") { Description = "Width of the vectors", HelpName = "D", DefaultValueFactory = _ => 256 };
        var command = new Command("dense", "Exact scan and HNSW over vectors: recall, latency, build rate") { folder, dimensions };
        command.SetAction((parsed, cancellationToken) =>
        {
            new DenseBench(new DenseBenchOptions { Folder = Existing(parsed.GetValue(folder)!), Dimensions = Positive(parsed.GetValue(dimensions), dimensions) }, Console.Out).Run(cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Encode()
    {
        var folder = new Option<string>("--folder") { Description = "Folder of pictures to encode", HelpName = "DIR", Required = true };
        var images = new Option<int>("--images") { Description = "Pictures in each round", HelpName = "N", DefaultValueFactory = _ => 192 };
        var queries = new Option<int>("--queries") { Description = "Queries in each round, idle and busy", HelpName = "N", DefaultValueFactory = _ => 200 };
        var batch = new Option<int>("--batch") { Description = "Pictures in one run of the model", HelpName = "N", DefaultValueFactory = _ => 8 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of everything, alternating", HelpName = "N", DefaultValueFactory = _ => 3 };
        var command = new Command("encode", "Pictures from file to stored vector against ONNX Runtime on ready tensors, and queries beside them") { folder, images, queries, batch, rounds, JsonOption };
        command.SetAction((parsed, cancellationToken) => EncodeBench.RunAsync(
            new EncodeBenchOptions(Existing(parsed.GetValue(folder)!), Positive(parsed.GetValue(images), images), Positive(parsed.GetValue(queries), queries), Positive(parsed.GetValue(rounds), rounds), Positive(parsed.GetValue(batch), batch), parsed.GetValue(JsonOption)),
            Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Adapters()
    {
        var pairs = new Option<int>("--pairs") { Description = "Pairs to learn from", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        var dimensions = new Option<int>("--dimensions") { Description = "Width of the vectors", HelpName = "D", DefaultValueFactory = _ => 512 };
        var seed = new Option<int>("--seed") { Description = "Seed of vectors and training", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("adapters", "A refresh of learned adapters: its time, what an adapter adds to a query, what queries notice of a refresh") { pairs, dimensions, seed, JsonOption };
        command.SetAction((parsed, cancellationToken) => AdapterBench.RunAsync(
            new AdapterBenchOptions(Positive(parsed.GetValue(pairs), pairs), Positive(parsed.GetValue(dimensions), dimensions), Seed: parsed.GetValue(seed), Json: parsed.GetValue(JsonOption)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Filters()
    {
        var folder = Corpus("for example one that the peers' scripts made", ArgumentArity.ExactlyOne);
        var chunks = new Option<int>("--chunks") { Description = "The corpus's first so many chunks", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var command = new Command("filters", "What filters by collection, tag and date cost the BM25 leg") { folder, chunks };
        command.SetAction((parsed, cancellationToken) =>
        {
            FilterBench.Run(Existing(parsed.GetValue(folder)!), Positive(parsed.GetValue(chunks), chunks), Console.Out, cancellationToken);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Argument<string?> Corpus(string note, ArgumentArity arity) => new("FOLDER") { Description = $"Folder of a corpus; {note}", Arity = arity };

    private static int[] Sizes(string? list) => [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(size =>
        int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var chunks) && chunks > 0
            ? chunks
            : throw new UserException($"--chunks takes whole numbers above 0, separated by commas, not {size}.", ExitCodes.BadUsage))];

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? folder : throw new UserException($"there is no folder {folder}.", ExitCodes.BadUsage);

    private static int Positive(int value, Option option) =>
        value > 0 ? value : throw new UserException($"{option.Name} must be at least 1, not {value}.", ExitCodes.BadUsage);

    private static int NotNegative(int value, Option option) =>
        value >= 0 ? value : throw new UserException($"{option.Name} must be at least 0, not {value}.", ExitCodes.BadUsage);
}
