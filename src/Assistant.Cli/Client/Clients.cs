using Assistant.Cli.Shell;
using Assistant.Hosting.Access;
using Assistant.Storage;

namespace Assistant.Cli.Client;

/// <summary>Chooses between a running service and work in this process.</summary>
internal static class Clients
{
    /// <summary>The service that was named, else the one that runs on the data directory, else the directory itself.</summary>
    public static IAssistantClient Open(string data, Uri? server) =>
        RunningService(data, server) is { } service ? new HttpAssistantClient(service) : new LocalAssistantClient(Existing(data));

    /// <summary>The service to talk to, with its key; null when the work is to be done in this process.</summary>
    public static ServiceAddress? RunningService(string data, Uri? server)
    {
        var key = Environment.GetEnvironmentVariable("ASSISTANT_API_KEY") is { Length: > 0 } set ? set : null;
        if (server is not null)
            return new ServiceAddress(server, key);
        return OwnerLock.ReadOwner(new DataDirectory(data)) is { Address: { } address } ? new ServiceAddress(new Uri(address), LocalKey.Read(data) ?? key) : null;
    }

    private static DataDirectory Existing(string data)
    {
        var directory = new DataDirectory(data);
        return File.Exists(directory.DatabasePath)
            ? directory
            : throw new UserException($"there is nothing in {directory.Root} yet. Ingest something first: assistant ingest PATH   (or name another directory with --data)");
    }
}

/// <summary>Where a service is, and the key to it.</summary>
internal sealed record ServiceAddress(Uri Address, string? Key);
