using System.CommandLine;
using Assistant.Cli.Shell;
using Assistant.Evals.Llm;
using Assistant.Inference.Llm;
using Microsoft.Extensions.Logging.Abstractions;
using Choice = Microsoft.Extensions.Options.Options;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant eval llm</c>: single steps of the agent, by a model in this process.</summary>
internal static class LlmEvalCommand
{
    public static Command Create()
    {
        var cases = new Argument<string>("CASES") { Description = "Dialogues with the steps that are expected, as pipelines/pretraining/llm cases writes them" };
        var model = new Option<string>("--model") { Description = "The language model: bundled, a GGUF file, or one that was pulled", HelpName = "MODEL", DefaultValueFactory = _ => LlmOptions.Bundled };
        var seeds = new Option<int[]>("--seed") { Description = "Sample at temperature 0.7 with this seed, several one after the other; without it the likeliest token is taken", HelpName = "N" };
        var limit = new Option<int>("--limit") { Description = "At most this many steps, spread evenly", HelpName = "N" };
        var parallel = new Option<int>("--parallel") { Description = "Steps that are asked for at once", HelpName = "N", DefaultValueFactory = _ => 4 };
        var verbose = new Option<bool>("--verbose") { Description = "Show each step that is not as expected" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("llm", "How well a language model chooses tools, reads, computes and refuses") { cases, model, seeds, limit, parallel, verbose, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new LlmSuiteOptions(
                parsed.GetValue(cases)!, parsed.GetValue(limit), parsed.GetValue(seeds), Math.Max(1, parsed.GetValue(parallel)), parsed.GetValue(json), parsed.GetValue(verbose));
            var serving = Choice.Create(new LlmServingOptions());
            var folders = new LlmFolders { Pulled = Path.Combine(parsed.GetValue(data)!, "models") };
            var language = new LanguageModel(Choice.Create(new LlmOptions { Model = parsed.GetValue(model) }), serving, Choice.Create(new LlmQueueOptions()), Choice.Create(folders), NullLogger<LanguageModel>.Instance);
            await using var _ = language.ConfigureAwait(false);
            using var chat = new LocalChatClient(language, serving);
            return await LlmSuite.RunAsync(settings, chat, Console.Out, Console.Error, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }
}
