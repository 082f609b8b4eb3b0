using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Evals.Bench.Llm;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant bench llm</c>: the language model engine, measured on a file; and models with random weights to measure it on.</summary>
internal static class LlmBenchCommand
{
    public static Command Create()
    {
        var shapes = RandomModelShape.Named.Select(shape => shape.Name).ToArray();
        var make = new Option<string>("--make") { Description = $"Write a model with random weights: {string.Join("|", shapes)} parameters of the Llama architecture", HelpName = "SIZE" };
        make.AcceptOnlyFromAmong(shapes);
        var type = new Option<string>("--type") { Description = $"Its format: {string.Join("|", RandomModel.Types)}", HelpName = "TYPE", DefaultValueFactory = _ => nameof(LlamaFileType.Q8_0) };
        type.AcceptOnlyFromAmong([.. RandomModel.Types.Select(each => each.ToString())]);
        var output = new Option<string>("--out") { Description = "File to write", HelpName = "FILE" };
        var seed = new Option<int>("--seed") { Description = "Seed of the weights", HelpName = "N", DefaultValueFactory = _ => 1 };
        var model = new Option<string>("--model") { Description = "Measure on this GGUF file", HelpName = "FILE" };
        var peer = new Option<bool>("--peer") { Description = "node-llama-cpp too, which npm installs for the run" };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of everything, alternating", HelpName = "N", DefaultValueFactory = _ => 3 };
        var tokens = new Option<int>("--tokens") { Description = "Tokens that each request writes", HelpName = "N", DefaultValueFactory = _ => 96 };
        var layers = new Option<int>("--gpu-layers") { Description = "Layers on the graphics card; -1 for all", HelpName = "N", DefaultValueFactory = _ => -1 };
        var json = Options.Json();
        var command = new Command("llm", "The language model engine: one request, eight at once, a shared beginning; or a model with random weights to measure it on") { model, peer, rounds, tokens, layers, make, type, output, seed, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(make) is { } size)
            {
                Make(size, parsed.GetValue(type)!, parsed.GetValue(output), parsed.GetValue(seed));
                return ExitCodes.Done;
            }

            if (parsed.GetValue(model) is not { } file) throw new UserException("say --model FILE to measure, or --make SIZE to write a model.", ExitCodes.BadUsage);
            if (!File.Exists(file)) throw new UserException($"there is no file {file}.", ExitCodes.BadUsage);
            if (parsed.GetValue(rounds) < 1 || parsed.GetValue(tokens) < 2) throw new UserException("--rounds must be at least 1 and --tokens at least 2.", ExitCodes.BadUsage);
            return await LlmBench.RunAsync(
                new LlmBenchOptions(file, parsed.GetValue(peer), parsed.GetValue(rounds), parsed.GetValue(tokens), parsed.GetValue(layers), parsed.GetValue(json)), Console.Out, Console.Error, cancellationToken);
        });
        return command;
    }

    private static void Make(string size, string type, string? output, int seed)
    {
        if (string.IsNullOrWhiteSpace(output)) throw new UserException("--out is missing: the file to write.", ExitCodes.BadUsage);
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder)) throw new UserException($"there is no folder {folder}.", ExitCodes.BadUsage);
        RandomModel.Write(output, RandomModelShape.Named.First(shape => shape.Name == size), Enum.Parse<LlamaFileType>(type), seed);
        var file = GgufFile.Read(output);
        Output.Note(string.Create(CultureInfo.InvariantCulture, $"{output}: {file.Parameters / 1e6:0.0} million parameters, {new FileInfo(output).Length / 1e6:0.0} MB"));
    }
}
