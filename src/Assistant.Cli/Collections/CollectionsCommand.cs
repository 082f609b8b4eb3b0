using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Collections;

/// <summary><c>assistant collections list|groups</c>.</summary>
internal static class CollectionsCommand
{
    public static Command Create() => new("collections", "List collections, or set the groups that may read one") { List(), Groups() };

    private static Command List()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "List collections") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var collections = await client.CollectionsAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(collections);
            else
                Print(collections);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Groups()
    {
        var name = new Argument<string>("NAME") { Description = "Collection; made when it does not exist" };
        var groups = new Argument<string[]>("GROUP") { Description = "Groups that may read it; none: every key", Arity = ArgumentArity.ZeroOrMore };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("groups", "Set the groups that may read a collection") { name, groups, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var collection = await client.SetGroupsAsync(parsed.GetValue(name)!, parsed.GetValue(groups) ?? [], cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(collection);
            else
                Print([collection]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<CollectionInfo> collections) => Output.Table(["NAME", "DOCUMENTS", "PENDING", "GROUPS"], collections.Select(collection => new[]
    {
        Output.Plain(collection.Name),
        collection.Documents.ToString(CultureInfo.InvariantCulture),
        collection.Pending.ToString(CultureInfo.InvariantCulture),
        collection.Groups.Count == 0 ? "(every key)" : string.Join(", ", collection.Groups),
    }));
}
