using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Backup;

/// <summary><c>assistant backup DIR</c>: works beside a running service, because the database gives a consistent snapshot.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("DIR") { Description = "A folder of its own for the copy; it can be used as --data later" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("backup", "Copy the data directory while it is in use") { target, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(parsed.GetValue(data)!);
            if (!File.Exists(directory.DatabasePath))
                throw new UserException($"there is nothing in {directory.Root} to back up.");
            await using var services = LocalServices.Readers(directory);
            var path = Path.GetFullPath(parsed.GetValue(target)!);
            await services.GetRequiredService<DatabaseBackup>().RunAsync(path, cancellationToken);
            var bytes = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            if (parsed.GetValue(json))
                Output.Json(new { directory = path, bytes });
            else
                Output.Line($"{path}: {bytes / 1e6:0.0} MB");
            return ExitCodes.Done;
        });
        return command;
    }
}
