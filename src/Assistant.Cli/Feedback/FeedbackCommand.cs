using System.CommandLine;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Feedback;

/// <summary><c>assistant feedback up|down|click|wrong-picture|correction</c>: judges a hit or an answer.</summary>
internal static class FeedbackCommand
{
    public static Command Create() => new("feedback", "Judge what a search found: the next search sees it, and learning works with it")
    {
        Judge("up", "up", "The document is what was wanted"),
        Judge("down", "down", "The document is not what was wanted"),
        Judge("click", "click", "The document was opened"),
        Judge("wrong-picture", "wrong_picture", "The picture does not show what was wanted"),
        Judge("correction", "correction", "The answer is wrong; --text says what is right"),
    };

    private static Command Judge(string name, string signal, string description)
    {
        var query = new Option<string?>("--query") { Description = "The query, as it was asked", HelpName = "QUERY" };
        var search = new Option<Guid?>("--search") { Description = "The search, by the searchId of search --json", HelpName = "ID" };
        var message = new Option<Guid?>("--message") { Description = "The answer, by the messageId of ask --json: judges the documents that it cites", HelpName = "ID" };
        var document = new Option<string?>("--document") { Description = "The document judged, by its id", HelpName = "ID" };
        var text = new Option<string?>("--text") { Description = "A remark or correction", HelpName = "TEXT" };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command(name, description) { query, search, message, document, text, data, server, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(query) is null && result.GetValue(search) is null && result.GetValue(message) is null)
                result.AddError("Say what was asked: --query QUERY, --search ID or --message ID.");
            if (result.GetValue(document) is null && result.GetValue(message) is null)
                result.AddError("Say what is judged: --document ID, or --message ID for an answer.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var body = new FeedbackBody
            {
                Signal = signal,
                Query = parsed.GetValue(query) ?? "",
                SearchId = parsed.GetValue(search),
                MessageId = parsed.GetValue(message),
                DocumentId = parsed.GetValue(document),
                Text = parsed.GetValue(text),
            };
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var stored = await client.FeedbackAsync(body, cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(stored);
            else
                Output.Note("stored");
            return ExitCodes.Done;
        });
        return command;
    }
}
