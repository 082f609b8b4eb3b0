namespace Assistant.Cli.Shell;

/// <summary>Exit codes; scripts rely on them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
    public const int SomeItemsFailed = 3;

    /// <summary>128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
