namespace Assistant.Cli.Shell;

/// <summary>The command cannot do what was asked; the message says what is wrong and what to do.</summary>
internal sealed class UserException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
