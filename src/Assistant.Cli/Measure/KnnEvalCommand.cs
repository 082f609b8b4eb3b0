using System.CommandLine;
using Assistant.Cli.Shell;
using Assistant.Evals.Llm;
using Assistant.Inference.Llm;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant eval knn-lm</c>: an experiment on the local engine.</summary>
internal static class KnnEvalCommand
{
    public static Command Create()
    {
        var files = new Argument<string>("DIR") { Description = "Folder with texts (.md, .txt): read into the datastore, every fifth paragraph kept back" };
        var model = new Option<string>("--model") { Description = "The language model: bundled, or a GGUF file", HelpName = "MODEL", DefaultValueFactory = _ => LlmOptions.Bundled };
        var neighbours = new Option<int>("--neighbours") { Description = "Neighbours of each token", HelpName = "N", DefaultValueFactory = _ => 16 };
        var keys = new Option<int>("--keys") { Description = "Most keys of the datastore", HelpName = "N", DefaultValueFactory = _ => 20_000 };
        var tokens = new Option<int>("--tokens") { Description = "Most tokens that are measured", HelpName = "N", DefaultValueFactory = _ => 1_500 };
        var json = Options.Json();
        var command = new Command("knn-lm", "Perplexity of kept-back text with and without next tokens from a datastore of the other text") { files, model, neighbours, keys, tokens, json };
        command.SetAction((parsed, cancellationToken) => KnnSuite.RunAsync(
            new KnnSuiteOptions(parsed.GetValue(files)!, parsed.GetValue(model)!, Math.Max(1, parsed.GetValue(neighbours)), parsed.GetValue(keys), parsed.GetValue(tokens), parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken));
        return command;
    }
}
