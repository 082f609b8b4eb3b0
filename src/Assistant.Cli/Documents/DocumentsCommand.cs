using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;
using Assistant.Core.Content;

namespace Assistant.Cli.Documents;

/// <summary><c>assistant documents list|show|delete|redrive</c>.</summary>
internal static class DocumentsCommand
{
    public static Command Create() => new("documents", "List, show, delete or redrive documents") { List(), Show(), Delete(), Redrive() };

    private static Command List()
    {
        var state = new Option<string?>("--state") { Description = $"Only these states: {string.Join(", ", Enum.GetNames<ContentState>())}; several with commas", HelpName = "STATE" };
        state.Validators.Add(result =>
        {
            var names = result.GetValueOrDefault<string?>()?.Split(',') ?? [];
            if (names.Any(name => !Enum.GetNames<ContentState>().Contains(name, StringComparer.OrdinalIgnoreCase)))
                result.AddError($"--state is one or more of {string.Join(", ", Enum.GetNames<ContentState>())}, separated by commas.");
        });
        var contains = new Option<string?>("--contains") { Description = "Only where the uri or title has this in it", HelpName = "TEXT" };
        var after = new Option<string?>("--after") { Description = "Continue after this document", HelpName = "ID" };
        var limit = new Option<int>("--limit") { Description = "At most this many, 1 to 1000", DefaultValueFactory = _ => 100 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 1000))
                result.AddError("--limit is 1 to 1000.");
        });
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "List documents in order of acceptance") { state, contains, after, limit, collection, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var list = await client.ListAsync(new DocumentQuery(parsed.GetValue(collection), parsed.GetValue(state), parsed.GetValue(contains), parsed.GetValue(after), parsed.GetValue(limit)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(list);
                return ExitCodes.Done;
            }

            Output.Table(["ID", "STATE", "CHUNKS", "COLLECTION", "URI"], list.Items.Select(item => new[]
            {
                item.Id, item.State, item.Chunks.ToString(CultureInfo.InvariantCulture), item.Collection, Output.Plain(item.Uri) + (item.Reason is null ? "" : $"   ({Output.Plain(item.Reason)})"),
            }));
            Output.Note(string.Join(", ", list.Counts.Select(count => $"{count.Value} {count.Key}")) + (list.Next is null ? "" : $"; more: --after {list.Next}"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var document = Document();
        var text = new Option<bool>("--text") { Description = "Print the parsed text as well" };
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("show", "Show what is known of a document") { document, text, collection, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var info = await FindAsync(client, parsed.GetValue(document)!, parsed.GetValue(collection), cancellationToken);
            var parsedText = parsed.GetValue(text) ? await client.ReadTextAsync(info.Id, cancellationToken) : null;
            if (parsed.GetValue(json))
            {
                if (parsed.GetValue(text))
                    Output.Json(new { document = info, text = parsedText });
                else
                    Output.Json(info);
                return ExitCodes.Done;
            }

            (string Name, string? Value)[] lines =
            [
                ("id", info.Id), ("uri", info.Uri), ("collection", info.Collection), ("title", info.Title), ("state", info.State), ("reason", info.Reason),
                ("version", $"{info.Version}" + (info.LiveVersion is { } live && live != info.Version ? $" (searchable: {live})" : "")), ("kind", info.Kind), ("media type", info.MediaType),
                ("size", $"{info.Size} bytes"), ("pixels", info.Width is null ? null : $"{info.Width} × {info.Height}"), ("chunks", $"{info.Chunks}"), ("source", info.Source), ("parent", info.Parent),
                ("tags", info.Tags is { Count: > 0 } tags ? string.Join(", ", tags) : null), ("date", info.Date?.ToString("u", CultureInfo.InvariantCulture)),
                ("created", info.Created.ToString("u", CultureInfo.InvariantCulture)), ("updated", info.Updated.ToString("u", CultureInfo.InvariantCulture)),
            ];
            foreach (var (name, value) in lines.Where(line => line.Value is not null))
                Output.Line($"{name,-11} {Output.Plain(value)}");
            if (parsedText is not null)
                Output.Line("\n" + Output.Plain(parsedText.Text));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Delete()
    {
        var documents = new Argument<string[]>("ID|URI") { Description = "Documents to delete with everything that came from them", Arity = ArgumentArity.OneOrMore };
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("delete", "Delete documents with everything that came from them") { documents, collection, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            List<ContentDeletion> deletions = [];
            var failed = 0;
            foreach (var name in parsed.GetValue(documents)!)
            {
                try
                {
                    var info = await FindAsync(client, name, parsed.GetValue(collection), cancellationToken);
                    deletions.Add(await client.DeleteAsync(info.Id, cancellationToken) ?? throw new UserException($"{name} was deleted by someone else meanwhile."));
                    Output.Note($"deleted {Output.Plain(info.Uri)}");
                }
                catch (UserException exception)
                {
                    // One that is not there does not keep the others.
                    failed++;
                    Output.Note($"assistant: {exception.Message}");
                }
            }

            if (parsed.GetValue(json))
                Output.Json(deletions);
            else
                Output.Line($"{deletions.Sum(one => one.Documents)} documents, {deletions.Sum(one => one.Chunks)} chunks, {deletions.Sum(one => one.Blobs)} blobs and {deletions.Sum(one => one.Citations)} citations deleted");
            return failed == 0 ? ExitCodes.Done : deletions.Count == 0 ? ExitCodes.Failed : ExitCodes.SomeItemsFailed;
        });
        return command;
    }

    private static Command Redrive()
    {
        var document = Document();
        document.Arity = ArgumentArity.ZeroOrOne;
        var all = new Option<bool>("--failed") { Description = "Every document in state Failed" };
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("redrive", "Take failed or rejected documents up again") { document, all, collection, data, server, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(document) is null != result.GetValue(all))
                result.AddError("Give one document, or --failed for all that failed.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            if (parsed.GetValue(all))
            {
                var count = await client.RedriveFailedAsync(parsed.GetValue(collection), cancellationToken);
                if (parsed.GetValue(json))
                    Output.Json(new { redriven = count });
                else
                    Output.Line($"{count} documents taken up again");
                return ExitCodes.Done;
            }

            var found = await FindAsync(client, parsed.GetValue(document)!, parsed.GetValue(collection), cancellationToken);
            var info = await client.RedriveAsync(found.Id, cancellationToken) ?? throw new UserException("the document was deleted meanwhile.");
            if (parsed.GetValue(json))
                Output.Json(info);
            else
                Output.Line($"{Output.Plain(info.Uri)}: {info.State}" + (info.Reason is null ? "" : $" ({Output.Plain(info.Reason)})"));
            return info.State is nameof(ContentState.Failed) or nameof(ContentState.Rejected) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string?> Document() => new("ID|URI") { Description = "Id of a document, or its uri" };

    private static async Task<ContentInfo> FindAsync(IAssistantClient client, string name, string? collection, CancellationToken cancellationToken)
    {
        if (DocumentId.TryParse(name, out var id) && await client.FindAsync(id.ToString(), cancellationToken) is { } found)
            return found;
        List<ContentInfo> matches = [];
        for (string? after = null; ;)
        {
            var page = await client.ListAsync(new DocumentQuery(collection, Contains: name, After: after, Limit: 1000), cancellationToken);
            matches.AddRange(page.Items.Where(item => item.Uri == name));
            if (page.Next is null)
                break;
            after = page.Next;
        }

        return matches switch
        {
            [var only] => only,
            [] => throw new UserException($"there is no document {name}. List them with: assistant documents list --contains TEXT"),
            _ => throw new UserException($"{matches.Count} collections have a document {name}: say which with --collection ({string.Join(", ", matches.Select(match => match.Collection))})."),
        };
    }
}
