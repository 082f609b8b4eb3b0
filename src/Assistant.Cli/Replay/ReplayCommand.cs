using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Replay;

/// <summary><c>assistant replay status|list|export|delete</c>: what was kept to learn from.</summary>
internal static class ReplayCommand
{
    public static Command Create() => new("replay", "See, export or delete what is kept to learn from") { Status(), List(), Export(), Delete() };

    private static Command Status()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("status", "Count what the replay buffer holds") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var counts = await client.ReplayCountsAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(counts);
            else
                Output.Table(["COLLECTION", "ORIGIN", "DIRECTION", "ITEMS", "OFFERED", "NEWEST", "ENCODER"], counts.Select(count => new[]
                {
                    Output.Plain(count.Collection), count.Origin, count.Direction, Number(count.Items), Number(count.Added), count.Newest?.ToString("u", CultureInfo.InvariantCulture) ?? "", count.Encoder,
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Items wanted, 1 to 1,000", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 1_000))
                result.AddError("--limit is the number of items, 1 to 1,000.");
        });
        var all = All();
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "List items of your judgements, newest first") { limit, all, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var items = await client.ReplayItemsAsync(parsed.GetValue(all), parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(items);
            else
                Output.Table(["ID", "AT", "COLLECTION", "ORIGIN", "DIRECTION", "VALUE", "WEIGHT", "DOCUMENT"], items.Select(item => new[]
                {
                    item.Id.ToString("n"), item.At.ToString("u", CultureInfo.InvariantCulture), Output.Plain(item.Collection), item.Origin, item.Direction,
                    Number(item.Value), item.Weight.ToString("0.00", CultureInfo.InvariantCulture), item.DocumentId,
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Export()
    {
        var all = All();
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("export", "Print items with their vectors, one JSON document a line") { all, data, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            await foreach (var line in client.ExportReplayAsync(parsed.GetValue(all), cancellationToken))
                Output.Line(JsonSerializer.Serialize(line, AssistantJson.Options));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Delete()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of the item" };
        var (data, server) = (Options.Data(), Options.Server());
        var command = new Command("delete", "Delete an item") { id, data, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            if (!await client.DeleteReplayAsync(parsed.GetValue(id), cancellationToken))
                throw new UserException("there is no such item. List them with: assistant replay list");
            Output.Note("deleted");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<bool> All() => new("--all") { Description = "Everybody's, and pairs of ingested content; for administrators" };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
