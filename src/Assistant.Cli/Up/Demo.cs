using System.Text.Json;
using Assistant.Cli.Ingest;
using Assistant.Cli.Shell;
using Assistant.Connectors.Producers.Folders;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Up;

/// <summary>The sample collection that comes with the program.</summary>
internal static class Demo
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Sample");

    /// <summary>Ingests it into the running service; a second time changes nothing.</summary>
    public static async Task IngestAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var sample = Read();
        var request = new FolderIngestRequest(Path.Combine(Folder, sample.Folder), sample.Name) { Wait = true };
        var result = await IngestProgressView.RunAsync(
            token => IngestTarget.PendingIn(services, sample.Name, token),
            progress => new FolderIngest(IngestTarget.InProcess(services)).RunAsync(request, progress, cancellationToken),
            cancellationToken);
        foreach (var item in result.Items)
            Output.Note($"{item.State.ToLowerInvariant()}: {item.Uri}: {item.Reason}");
        Output.Note($"sample collection: {result.Indexed} indexed, {result.Unchanged} unchanged");
    }

    /// <summary>A question that the sample answers.</summary>
    public static string Question() => Read().Questions[0];

    private static Sample Read() => JsonSerializer.Deserialize<Sample>(File.ReadAllText(Path.Combine(Folder, "sample.json")), AssistantJson.Options)!;

    private sealed record Sample(string Name, string Folder, IReadOnlyList<string> Questions);
}
