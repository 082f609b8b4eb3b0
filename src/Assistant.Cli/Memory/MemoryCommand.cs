using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;

namespace Assistant.Cli.Memory;

/// <summary><c>assistant memory list|edit|delete|consolidate</c>: what is kept about you.</summary>
internal static class MemoryCommand
{
    public static Command Create() => new("memory", "List, edit, delete or consolidate what is kept about you") { List(), Edit(), Delete(), Consolidate() };

    private static Command List()
    {
        var superseded = new Option<bool>("--history") { Description = "Also what was replaced" };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "List facts, newest first") { superseded, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var facts = await client.FactsAsync(parsed.GetValue(superseded), cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(facts);
            else
                Output.Table(["ID", "TOLD", "USED", "HOLDS", "FACT"], facts.Select(fact => new[]
                {
                    fact.Id.ToString("n"), fact.Created.ToString("u", CultureInfo.InvariantCulture), fact.Uses.ToString(CultureInfo.InvariantCulture), fact.SupersededBy is null ? "yes" : "no", Output.Plain(fact.Text),
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Edit()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of the fact" };
        var text = new Argument<string>("TEXT") { Description = "Its new words" };
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("edit", "Change the words of a fact") { id, text, data, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            return Known(await client.EditFactAsync(parsed.GetValue(id), parsed.GetValue(text)!, cancellationToken), "changed");
        });
        return command;
    }

    private static Command Delete()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of the fact" };
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("delete", "Delete a fact with its history") { id, data, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            return Known(await client.DeleteFactAsync(parsed.GetValue(id), cancellationToken), "deleted");
        });
        return command;
    }

    private static Command Consolidate()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("consolidate", "Merge duplicates, supersede contradictions, delete what faded") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var report = await client.ConsolidateMemoryAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(report);
            else
                Output.Line(string.Create(CultureInfo.InvariantCulture, $"of {report.Facts} facts {report.Duplicates} were duplicates ({report.DuplicateRate:P1}), {report.Contradictions} contradicted ({report.ContradictionRate:P1}), {report.Junk} faded ({report.JunkRate:P1})"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Known(bool found, string done)
    {
        if (!found)
            throw new UserException("there is no such fact. List them with: assistant memory list");
        Output.Note(done);
        return ExitCodes.Done;
    }
}
