using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant bench llm</c>: models with random weights for measuring the language model engine.</summary>
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
        var command = new Command("llm", "The language model engine, on models with random weights") { make, type, output, seed };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(make) is not { } size) throw new UserException("--make is missing.", ExitCodes.BadUsage);
            Make(size, parsed.GetValue(type)!, parsed.GetValue(output), parsed.GetValue(seed));
            return ExitCodes.Done;
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
