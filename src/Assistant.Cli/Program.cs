using System.CommandLine;
using System.CommandLine.Parsing;
using Assistant.Cli.Shell;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;

namespace Assistant.Cli;

/// <summary>The <c>assistant</c> command.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var interrupts = new Interrupts();
        var root = CommandTree.Build();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Output.Note($"assistant: {error.Message}");
            Output.Note($"See: assistant {Path(parsed.CommandResult)}--help");
            return ExitCodes.BadUsage;
        }

        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupts.Token);
            // What runs until it is stopped has done its work then; everything else was broken off.
            return CommandTree.RunsUntilStopped(parsed.CommandResult.Command) ? code : interrupts.ExitCode ?? code;
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is { } code)
        {
            Output.Note("assistant: stopped.");
            return code;
        }
        catch (Exception exception) when (!Debugging(parsed))
        {
            var (message, code) = Explain(exception);
            Output.Note($"assistant: {message}");
            return code;
        }
    }

    /// <summary>The names of a command's parents and its own, each with a space after it: <c>documents delete </c>.</summary>
    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : "";

    private static bool Debugging(ParseResult parsed) =>
        parsed.GetValue(CommandTree.Debug) || Environment.GetEnvironmentVariable("ASSISTANT_DEBUG") is "1" or "true";

    /// <summary>Says in words what went wrong; what was not foreseen names the way to its details.</summary>
    private static (string Message, int Code) Explain(Exception exception) => exception switch
    {
        UserException user => (user.Message, user.ExitCode),
        StartRefusedException refused => (refused.Message, ExitCodes.Failed),
        EncoderInputException or EncoderLoadException or MissingImageEncoderException => (exception.Message, ExitCodes.Failed),
        Microsoft.Extensions.Options.OptionsValidationException options => ("the configuration is not valid: " + string.Join(" ", options.Failures), ExitCodes.BadUsage),
        HttpRequestException http => ($"the service cannot be reached: {http.Message} Is it running? Start it with: assistant up", ExitCodes.Failed),
        UnauthorizedAccessException denied => ($"{denied.Message.TrimEnd('.')}. Check the permissions of that path, or name another data directory with --data.", ExitCodes.Failed),
        FileNotFoundException or DirectoryNotFoundException => (exception.Message, ExitCodes.Failed),
        IOException io => (io.Message, ExitCodes.Failed),
        _ => ($"{exception.Message} ({exception.GetType().Name}; details: run it again with --debug)", ExitCodes.Failed),
    };
}
