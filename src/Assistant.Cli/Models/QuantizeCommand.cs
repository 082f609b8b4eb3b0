using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Shell;
using Assistant.Inference;
using Assistant.Inference.Llm.Loading;
using Assistant.Native.LlamaCpp;

namespace Assistant.Cli.Models;

/// <summary><c>assistant models quantize IN OUT</c>: writes a GGUF file in another number format.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "A GGUF file, best of 16- or 32-bit floats" };
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var type = new Option<string>("--type") { Description = $"Number format: {string.Join("|", Enum.GetNames<LlamaFileType>())}", HelpName = "TYPE", DefaultValueFactory = _ => nameof(LlamaFileType.Q4_K_M) };
        type.AcceptOnlyFromAmong(Enum.GetNames<LlamaFileType>());
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for one a processor", HelpName = "N" };
        var again = new Option<bool>("--requantize") { Description = "Also take a file that is quantized already; the losses add up" };
        var json = Options.Json();
        var command = new Command("quantize", "Write a language model in another number format") { input, output, type, threads, again, json };
        command.SetAction(parsed =>
        {
            var (from, to) = (Path.GetFullPath(parsed.GetValue(input)!), Path.GetFullPath(parsed.GetValue(output)!));
            if (parsed.GetValue(threads) < 0) throw new UserException("--threads must be at least 0.", ExitCodes.BadUsage);
            if (from == to) throw new UserException("OUT is IN.", ExitCodes.BadUsage);
            if (!Directory.Exists(Path.GetDirectoryName(to))) throw new UserException($"there is no folder {Path.GetDirectoryName(to)}.", ExitCodes.BadUsage);
            try
            {
                LanguageModelLoader.Check(from);
                LlamaQuantizer.Quantize(LlamaLibrary.Open(), from, to, Enum.Parse<LlamaFileType>(parsed.GetValue(type)!), parsed.GetValue(threads), parsed.GetValue(again));
            }
            catch (Exception e) when (e is ModelFormatException or LlamaException or FileNotFoundException or DllNotFoundException)
            {
                throw new UserException(Output.Plain(e.Message));
            }

            var (before, after) = (new FileInfo(from).Length, new FileInfo(to).Length);
            if (parsed.GetValue(json)) Output.Json(new { input = from, output = to, type = parsed.GetValue(type), inputBytes = before, outputBytes = after });
            else Output.Note(string.Create(CultureInfo.InvariantCulture, $"{to}: {parsed.GetValue(type)}, {after / 1e6:0.0} MB of {before / 1e6:0.0} MB"));
            return ExitCodes.Done;
        });
        return command;
    }
}
