using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Core.Encoders;
using Assistant.Core.Learning.Strategies;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Evals.Agent;
using Assistant.Evals.Answers;
using Assistant.Evals.Bench.Llm;
using Assistant.Evals.Continual;
using Assistant.Evals.Day;
using Assistant.Evals.Encoders;
using Assistant.Evals.Pictures;
using Assistant.Evals.Ranking;
using Assistant.Evals.Support;
using Assistant.Storage;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant eval SUITE</c>: quality, measured.</summary>
internal static class EvalCommand
{
    public static Command Create() => new("eval", "Measure the quality of search and answers") { Retrieval(), Hybrid(), Rerank(), Clip(), Pictures(), Answers(), Support(), Compression(), Agent(), LlmParity(), LlmEvalCommand.Create(), KnnEvalCommand.Create(), Continual(), Day(), ReplayEvalCommand.Create() };

    private static Command Hybrid()
    {
        var collections = new Argument<string[]>("PATH") { Description = "Folders or archives in BEIR layout (corpus.jsonl, queries.jsonl, qrels/*.tsv)", Arity = ArgumentArity.OneOrMore };
        var files = new Option<string?>("--files") { Description = "The folder with the documents, for a set without corpus.jsonl", HelpName = "DIR" };
        var (model, json) = (Model(), Options.Json());
        var command = new Command("hybrid", "Words, vectors and both on the same judged queries, and what other weights would give") { collections, files, model, json };
        command.SetAction((parsed, cancellationToken) => HybridSuite.RunAsync(
            new HybridSuiteOptions(parsed.GetValue(collections)!, parsed.GetValue(model)!, parsed.GetValue(files), parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Rerank()
    {
        var collections = new Argument<string[]>("PATH") { Description = "Folders or archives in BEIR layout (corpus.jsonl, queries.jsonl, qrels/*.tsv)", Arity = ArgumentArity.OneOrMore };
        var methods = new Option<RerankMethod[]>("--method") { Description = "Model (the configured language model) or CrossEncoder (Assistant:Retrieval:Rerank:Model); may be repeated", HelpName = "NAME", DefaultValueFactory = _ => [RerankMethod.Model] };
        var depth = new Option<int>("--depth") { Description = "Hits that are read again, 2 to 100", HelpName = "N", DefaultValueFactory = _ => 20 };
        var queries = new Option<int>("--queries") { Description = "At most this many queries, spread evenly; 0 for all", HelpName = "N" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("rerank", "The same searches with and without re-ranking") { collections, methods, depth, queries, data, json };
        command.SetAction((parsed, cancellationToken) => RerankSuite.RunAsync(
            new RerankSuiteOptions(parsed.GetValue(collections)!, [.. parsed.GetValue(methods)!.Where(method => method != RerankMethod.None)], parsed.GetValue(depth), parsed.GetValue(queries), parsed.GetValue(json)),
            LocalServices.Configuration(new DataDirectory(parsed.GetValue(data)!)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Clip()
    {
        var path = new Argument<string>("PATH") { Description = "Folder or archive of pictures: in folders by class, or with labels.tsv" };
        var column = new Option<string?>("--texts") { Description = "Column of labels.tsv with the texts: R@1/5/10 both ways; without it, zero-shot accuracy over the folders' names", HelpName = "COLUMN" };
        var where = new Option<string?>("--where") { Description = "Only rows with COLUMN=VALUE, or only pictures below a folder", HelpName = "WHERE" };
        var prompts = new Option<string[]>("--prompt") { Description = "Template with {} for the label; several are averaged", HelpName = "TEXT" };
        var limit = new Option<int>("--limit") { Description = "At most this many pictures, spread evenly", HelpName = "N" };
        var (model, json) = (Model(), Options.Json());
        var command = new Command("clip", "How well an encoder brings texts and pictures together") { path, column, where, prompts, limit, model, json };
        command.SetAction((parsed, cancellationToken) => ClipSuite.RunAsync(
            new ClipSuiteOptions(parsed.GetValue(path)!, parsed.GetValue(model)!, parsed.GetValue(column), parsed.GetValue(where), parsed.GetValue(prompts), parsed.GetValue(limit), parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Pictures()
    {
        var cases = new Argument<string>("CASES") { Description = "Descriptions with the picture that each is of (pictures.json)" };
        var files = new Option<string>("--files") { Description = "The folder with the documents", HelpName = "DIR", Required = true };
        var verbose = new Option<bool>("--verbose") { Description = "Show what was missed" };
        var (model, json) = (Model(), Options.Json());
        var command = new Command("pictures", "How often the right picture comes first, by a description and by a picture that is nearly the same") { cases, files, model, verbose, json };
        command.SetAction((parsed, cancellationToken) => PictureSuite.RunAsync(
            new PictureSuiteOptions(parsed.GetValue(cases)!, parsed.GetValue(files)!, parsed.GetValue(model)!, parsed.GetValue(json), parsed.GetValue(verbose)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Continual()
    {
        var data = new Option<string>("--data") { Description = "Folder with cifar10.zip, pacs.zip, emoji-styles.zip and easy-vqa.zip", HelpName = "DIR", Required = true };
        var scenarios = new Option<string[]>("--scenario") { Description = $"One of {string.Join(", ", ScenarioTable.Names)}; may be repeated; without it all of them. Published benchmarks, each in the folder of its name: {string.Join(", ", ScenarioTable.Published)}", HelpName = "NAME" };
        var strategies = new Option<string[]>("--strategy") { Description = $"One of {string.Join(", ", StrategyTable.Names)}, joint; may be repeated; without it all of them", HelpName = "NAME" };
        var orders = new Option<int>("--orders") { Description = "How many orders of the tasks are averaged", DefaultValueFactory = _ => 3, HelpName = "N" };
        var limit = new Option<int>("--limit") { Description = "At most this many pictures of each part, spread evenly", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Folder for JSON, Markdown and plots", HelpName = "DIR" };
        var cache = new Option<string?>("--cache") { Description = "Folder where features are kept (default: in the temporary folder)", HelpName = "DIR" };
        var (model, json) = (Model(), Options.Json());
        var command = new Command("continual", "What each way of learning gains and forgets on streams of tasks") { data, scenarios, strategies, orders, limit, output, cache, model, json };
        command.SetAction((parsed, cancellationToken) => ContinualSuite.RunAsync(
            new ContinualSuiteOptions(parsed.GetValue(data)!, parsed.GetValue(scenarios) ?? [], parsed.GetValue(strategies) ?? [], parsed.GetValue(model)!, Math.Max(1, parsed.GetValue(orders)), parsed.GetValue(limit), parsed.GetValue(output), parsed.GetValue(cache), parsed.GetValue(json)),
            Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Day()
    {
        var data = new Option<string>("--data") { Description = "Folder with emoji-styles.zip and corpora/tldr.zip", HelpName = "DIR", Required = true };
        var judgements = new Option<int>("--judgements") { Description = "Judgements that users give", HelpName = "N", DefaultValueFactory = _ => 500 };
        var seed = new Option<int>("--seed") { Description = "Seed of users and choices", HelpName = "N", DefaultValueFactory = _ => 1 };
        var poisoned = new Option<bool>("--poisoned") { Description = "Go on with a day on which votes are bought" };
        var json = Options.Json();
        var command = new Command("day", "A day in the life of a service that it starts: users judge, it learns while queries go on, and everything is measured again") { data, judgements, seed, poisoned, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            // The same program again: by its own host, or through dotnet.
            var (host, program) = (Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]);
            string[] start = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, program] : [host];
            return DaySuite.RunAsync(
                new DayOptions(parsed.GetValue(data)!, start, Math.Max(1, parsed.GetValue(judgements)), Poisoned: parsed.GetValue(poisoned), Seed: parsed.GetValue(seed), Json: parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken);
        });
        return command;
    }

    private static Option<string> Model() => new("--model") { Description = "The encoder: bundled, or a model folder", HelpName = "MODEL", DefaultValueFactory = _ => EncoderOptions.Bundled };

    private static Command LlmParity()
    {
        var model = new Option<string>("--model") { Description = "The GGUF file", HelpName = "FILE", Required = true };
        var prompts = new Option<int>("--prompts") { Description = "Prompts", HelpName = "N", DefaultValueFactory = _ => 20 };
        var tokens = new Option<int>("--tokens") { Description = "Tokens to write after each", HelpName = "N", DefaultValueFactory = _ => 200 };
        var flash = new Option<bool?>("--flash-attention") { Description = "Flash attention, in place of the engine's choice, for the texts that are compared with each other", HelpName = "true|false" };
        var json = Options.Json();
        var command = new Command("llm-parity", "Greedy texts of the language model engine against those of node-llama-cpp on the same binaries, which npm installs for the run") { model, prompts, tokens, flash, json };
        command.SetAction((parsed, cancellationToken) => File.Exists(parsed.GetValue(model))
            ? Evals.Bench.Llm.LlmParity.RunAsync(new LlmParityOptions(parsed.GetValue(model)!, parsed.GetValue(prompts), parsed.GetValue(tokens), parsed.GetValue(flash), parsed.GetValue(json)), Console.Out, cancellationToken)
            : throw new UserException($"there is no file {parsed.GetValue(model)}.", ExitCodes.BadUsage));
        return command;
    }

    private static Command Retrieval()
    {
        var collections = new Argument<string[]>("PATH") { Description = "Folders or archives in BEIR layout (corpus.jsonl, queries.jsonl, qrels/*.tsv)", Arity = ArgumentArity.OneOrMore };
        var files = new Option<string?>("--files") { Description = "The folder with the documents, for a set without corpus.jsonl", HelpName = "DIR" };
        var ablate = new Option<bool>("--ablate") { Description = "Plain BM25 with one setting changed at a time" };
        var json = Options.Json();
        var command = new Command("retrieval", "nDCG, recall, MRR and latency over judged queries") { collections, files, ablate, json };
        command.SetAction((parsed, cancellationToken) => RetrievalSuite.RunAsync(
            new RetrievalSuiteOptions(parsed.GetValue(collections)!, parsed.GetValue(json), parsed.GetValue(ablate), parsed.GetValue(files)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Agent()
    {
        var cases = new Argument<string>("CASES") { Description = "Questions with what a right answer shows (JSONL)" };
        var files = new Option<string>("--files") { Description = "The folder with the documents", HelpName = "DIR", Required = true };
        var strategies = new Option<string[]>("--strategy") { Description = "auto, extractive, read-once, react, ircot or guided, with additions +flare, +compress, +triples, +demonstrations, +pal and -pal, as in react+flare; may be repeated", HelpName = "NAME", DefaultValueFactory = _ => ["auto"] };
        var acceptance = new Option<bool>("--acceptance") { Description = "Only the questions of the acceptance set" };
        var verbose = new Option<bool>("--verbose") { Description = "Show each answer" };
        var read = new Option<int>("--read") { Description = "Cited sentences to print beside their passages, drawn by --seed, for a person to judge", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Seed that draws them", HelpName = "N", DefaultValueFactory = _ => 1 };
        var (model, data, json) = (Model(), Options.Data(), Options.Json());
        var command = new Command("agent", "Whole answers by each strategy, with the configured language model: accuracy, sources, citations, steps, tokens, time") { cases, files, strategies, acceptance, verbose, read, seed, model, data, json };
        command.SetAction((parsed, cancellationToken) => AgentSuite.RunAsync(
            new AgentSuiteOptions(parsed.GetValue(cases)!, parsed.GetValue(files)!, parsed.GetValue(strategies)!, parsed.GetValue(model)!, parsed.GetValue(acceptance), parsed.GetValue(json), parsed.GetValue(verbose), parsed.GetValue(read), parsed.GetValue(seed)),
            LocalServices.Configuration(new DataDirectory(parsed.GetValue(data)!)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Compression()
    {
        var cases = new Argument<string>("CASES") { Description = "Questions with what a right answer shows (JSONL, as for eval agent)" };
        var files = new Option<string>("--files") { Description = "The folder with the documents", HelpName = "DIR", Required = true };
        var budgets = new Option<int[]>("--budget") { Description = "Tokens of all passages together; may be repeated", HelpName = "N", DefaultValueFactory = _ => [100, 200, 400, 800] };
        var json = Options.Json();
        var command = new Command("compression", "How many answers are left in passages that were shortened to a budget, by each way of shortening; no model is asked") { cases, files, budgets, json };
        command.SetAction((parsed, cancellationToken) => CompressionSuite.RunAsync(
            new CompressionSuiteOptions(parsed.GetValue(cases)!, parsed.GetValue(files)!, parsed.GetValue(budgets)!, parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Support()
    {
        var folders = new Argument<string[]>("FOLDER") { Description = "Folders with documents", Arity = ArgumentArity.OneOrMore };
        var questions = new Option<string[]>("--questions") { Description = "Questions about those documents (JSONL, as for eval agent), to measure which sentences bear on a question; may be repeated", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "Seed of the cases", HelpName = "N", DefaultValueFactory = _ => 1 };
        var model = Model();
        var command = new Command("support", "Thresholds of the check of sentences: chosen on one half of the documents and questions, measured on the other") { folders, questions, seed, model };
        command.SetAction((parsed, cancellationToken) => SupportSuite.RunAsync(parsed.GetValue(folders)!, parsed.GetValue(questions) ?? [], parsed.GetValue(model)!, parsed.GetValue(seed), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static Command Answers()
    {
        var cases = new Argument<string>("CASES") { Description = "Questions with what a right answer holds (answers.jsonl)" };
        var files = new Option<string>("--files") { Description = "The folder with the documents", HelpName = "DIR", Required = true };
        var verbose = new Option<bool>("--verbose") { Description = "Show each question" };
        var thresholds = new Option<bool>("--thresholds") { Description = "Show what other thresholds would give" };
        var json = Options.Json();
        var command = new Command("answers", "Accuracy, refusals and citations over questions with known answers") { cases, files, verbose, thresholds, json };
        command.SetAction((parsed, cancellationToken) => AnswerSuite.RunAsync(
            new AnswerSuiteOptions(parsed.GetValue(cases)!, parsed.GetValue(files)!, parsed.GetValue(json), parsed.GetValue(verbose), parsed.GetValue(thresholds)), Console.Out, Console.Error, cancellationToken));
        return command;
    }
}
