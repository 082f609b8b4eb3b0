using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Core.Retrieval;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Doctor;

/// <summary><c>assistant doctor</c>: what is installed, what is missing, what to run.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var index = new Option<bool>("--index") { Description = "Compare the index with the stored documents" };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the index anew from the stored documents" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("doctor", "What is installed, what is missing, what to run") { index, rebuild, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(parsed.GetValue(data)!);
            IReadOnlyList<Check> checks = [.. await Installation.ChecksAsync(), .. DataChecks(directory)];
            var report = parsed.GetValue(index) || parsed.GetValue(rebuild) ? await IndexAsync(directory, parsed.GetValue(rebuild), cancellationToken) : null;
            if (parsed.GetValue(json))
                Output.Json(new { checks, index = report });
            else
                Print(checks, report);
            return report is not { Healthy: false } ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static IEnumerable<Check> DataChecks(DataDirectory directory)
    {
        yield return File.Exists(directory.DatabasePath)
            ? new Check("data", true, $"{directory.Root}, database {new FileInfo(directory.DatabasePath).Length / 1e6:0.0} MB")
            : new Check("data", true, $"{directory.Root} is empty; it is made by: assistant up, or assistant ingest PATH");
        if (OwnerLock.ReadOwner(directory) is { } owner)
            yield return new Check("service", true, $"process {owner.Pid} works on the data" + (owner.Address is null ? "" : $" and answers at {owner.Address}"));
    }

    private static async Task<IndexReport> IndexAsync(DataDirectory directory, bool rebuild, CancellationToken cancellationToken)
    {
        if (!File.Exists(directory.DatabasePath))
            throw new UserException($"there is no data in {directory.Root}, so there is no index.");
        var owned = OwnerLock.TryAcquire(directory, out var owner, out var other);
        // Given free last: the index may write until it is closed.
        using var held = owned ? owner : null;
        await using var services = LocalServices.Readers(directory, owned);
        var index = services.GetRequiredService<IKnowledgeIndex>();
        if (!owned)
        {
            // Only the owner may write; looking is free, and what it has not applied yet is not a fault.
            return rebuild ? throw new UserException(Api.Hosting.DataDirectoryServices.Owned(directory, other!)) : await index.VerifyAsync(cancellationToken);
        }

        await index.CatchUpAsync(cancellationToken);
        return rebuild ? await index.RebuildAsync(cancellationToken) : await index.VerifyAsync(cancellationToken);
    }

    private static void Print(IReadOnlyList<Check> checks, IndexReport? report)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            Output.Line($"{(check.Ok ? "ok     " : "missing")}  {check.Name.PadRight(width)}  {check.Detail}");
            if (check.Command is not null)
                Output.Line($"         {"".PadRight(width)}  → {check.Command}");
        }

        if (report is null)
            return;
        Output.Line($"{(report.Healthy ? "ok     " : "damaged")}  {"index".PadRight(width)}  {report.Chunks} chunks, change {report.AppliedSequence} of {report.LogSequence}");
        foreach (var problem in report.Problems)
            Output.Line($"         {"".PadRight(width)}  {problem}");
        if (!report.Healthy)
            Output.Line($"         {"".PadRight(width)}  → assistant doctor --rebuild");
    }
}
