using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Search;

/// <summary><c>assistant search "QUERY"</c>.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string>("QUERY") { Description = "Any words; nothing in them is syntax that can fail", DefaultValueFactory = _ => "" };
        var image = new Option<FileInfo>("--image") { Description = "Search by a picture", HelpName = "FILE" };
        image.AcceptExistingOnly();
        var modality = new Option<string>("--modality") { Description = "any, text or image", DefaultValueFactory = _ => "any" };
        modality.AcceptOnlyFromAmong("any", "text", "image");
        var hits = new Option<int>("-k") { Description = "Hits wanted, 1 to 100", DefaultValueFactory = _ => 10 };
        hits.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 100))
                result.AddError("-k is the number of hits, 1 to 100.");
        });
        var tags = Options.Tag("Only documents with this tag");
        var from = Options.Date("--from", "Only documents of this date (UTC) or later: what they say themselves, else when they were last changed");
        var to = Options.Date("--to", "Only documents from before this date");
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("search", "Find passages") { query, image, modality, hits, collection, tags, from, to, data, server, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(query) is not { Length: > 0 } && result.GetValue(image) is null)
                result.AddError("Give a QUERY or --image FILE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var body = new SearchBody
            {
                Query = parsed.GetValue(query)!,
                Image = await Pictures.ReadAsync(parsed.GetValue(image), cancellationToken),
                Modality = parsed.GetValue(modality)!,
                K = parsed.GetValue(hits),
                Collection = parsed.GetValue(collection),
                Tags = parsed.GetValue(tags),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
            };
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var result = await client.SearchAsync(body, cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(result);
            else
                Print(result);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(SearchResult result)
    {
        foreach (var hit in result.Hits)
        {
            var place = string.Join(" › ", hit.Headings) + (hit.Page is { } page ? string.Create(CultureInfo.InvariantCulture, $" (page {page})") : "");
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"{hit.Rank,3}. {Output.Plain(hit.Title ?? hit.Uri)}   {hit.Collection}/{Output.Plain(hit.Uri)}"));
            if (place.Length > 0)
                Output.Line("     " + Output.Plain(place));
            Output.Line("     " + Output.Plain(hit.Snippet.ReplaceLineEndings(" ")));
        }

        if (result.Hits.Count == 0)
            Output.Line("Nothing found.");
        Output.Note(string.Create(CultureInfo.InvariantCulture, $"{result.Hits.Count} hits in {result.Timings.TotalMs:0.0} ms") + (result.Pending > 0 ? $"; {result.Pending} documents are still on their way" : ""));
    }
}
