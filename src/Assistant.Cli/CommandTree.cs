using System.CommandLine;
using Assistant.Cli.Adapters;
using Assistant.Cli.Ask;
using Assistant.Cli.Backup;
using Assistant.Cli.Collections;
using Assistant.Cli.Doctor;
using Assistant.Cli.Documents;
using Assistant.Cli.Encoders;
using Assistant.Cli.Feedback;
using Assistant.Cli.Ingest;
using Assistant.Cli.Keys;
using Assistant.Cli.Knowledge;
using Assistant.Cli.Mcp;
using Assistant.Cli.Measure;
using Assistant.Cli.Memory;
using Assistant.Cli.Models;
using Assistant.Cli.Replay;
using Assistant.Cli.Search;
using Assistant.Cli.Up;
using Assistant.Cli.Worker;

namespace Assistant.Cli;

/// <summary>Every command, in the order of its help.</summary>
internal static class CommandTree
{
    /// <summary>Shows stack traces.</summary>
    public static Option<bool> Debug { get; } = new("--debug") { Description = "Show the details of an error", Recursive = true };

    /// <summary>Whether a signal is the usual end of a command: it exits with 0 after an orderly stop.</summary>
    public static bool RunsUntilStopped(Command command) => command.Name is "up" or "mcp" or "worker";

    public static RootCommand Build() => new("A self-hosted assistant: ingests your documents, finds what is in them, answers with citations.")
    {
        Debug,
        UpCommand.Create(),
        IngestCommand.Create(),
        SearchCommand.Create(),
        AskCommand.Create(),
        DocumentsCommand.Create(),
        CollectionsCommand.Create(),
        ModelsCommand.Create(),
        McpCommand.Create(),
        EncodersCommand.Create(),
        AdaptersCommand.Create(),
        MemoryCommand.Create(),
        KnowledgeCommand.Create(),
        FeedbackCommand.Create(),
        ReplayCommand.Create(),
        KeysCommand.Create(),
        BackupCommand.Create(),
        EvalCommand.Create(),
        BenchCommand.Create(),
        DoctorCommand.Create(),
        WorkerCommand.Create(),
    };
}
