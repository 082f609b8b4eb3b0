using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;

namespace Assistant.Cli.Knowledge;

/// <summary><c>assistant knowledge list</c>: statements taken from documents.</summary>
internal static class KnowledgeCommand
{
    public static Command Create() => new("knowledge", "List what documents state (taken at ingestion with Assistant:Ingestion:Triples:Source)") { List() };

    private static Command List()
    {
        var about = new Option<string?>("--about") { Description = "Only with these words in subject or value", HelpName = "WORDS" };
        var relation = new Option<string?>("--relation") { Description = "Only with these words in the relation", HelpName = "WORDS" };
        var collection = new Option<string?>("--collection") { Description = "Only of this collection", HelpName = "NAME" };
        var document = new Option<string?>("--document") { Description = "Only of this document", HelpName = "ID" };
        var after = new Option<long?>("--after") { Description = "Continue after this key", HelpName = "KEY" };
        var limit = new Option<int>("--limit") { Description = "At most this many, 1 to 1000", HelpName = "N", DefaultValueFactory = _ => 100 };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "List statements, in the order in which they were taken") { about, relation, collection, document, after, limit, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var triples = await client.TriplesAsync(
                new TripleQuery(parsed.GetValue(about), parsed.GetValue(relation), parsed.GetValue(collection), parsed.GetValue(document), parsed.GetValue(after), parsed.GetValue(limit)), cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(triples);
            else
                Output.Table(["SUBJECT", "RELATION", "VALUE", "DOCUMENT"], triples.Select(triple => new[] { Output.Plain(triple.Subject), Output.Plain(triple.Predicate), Output.Plain(triple.Value), Output.Plain(triple.Uri) }));
            return ExitCodes.Done;
        });
        return command;
    }
}
