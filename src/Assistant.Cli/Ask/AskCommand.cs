using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Ask;

/// <summary><c>assistant ask "QUESTION"</c>.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string>("QUESTION") { Description = "A question in your own words" };
        var image = new Option<FileInfo>("--image") { Description = "A picture that goes with it", HelpName = "FILE" };
        image.AcceptExistingOnly();
        var trace = new Option<bool>("--trace") { Description = "Show each step on standard error" };
        var (collection, data, server, json) = (Options.Collection(), Options.Data(), Options.Server(), Options.Json());
        var command = new Command("ask", "Answer a question with citations") { question, image, collection, trace, data, server, json };
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(question)))
                result.AddError("The QUESTION is empty.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var body = new AskBody
            {
                Question = parsed.GetValue(question)!,
                Image = await Pictures.ReadAsync(parsed.GetValue(image), cancellationToken),
                Collection = parsed.GetValue(collection),
            };
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var result = await client.AskAsync(body, parsed.GetValue(trace) ? Trace : _ => { }, cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(result);
            else
                Print(result);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Trace(AskStep step)
    {
        var words = step.Kind switch
        {
            "tool_call" => $"{step.Tool} {step.Arguments}",
            "observation" when step.Ms is { } ms => string.Create(CultureInfo.InvariantCulture, $"({step.Tool}{(step.IsError == true ? ", failed" : "")}, {ms:0} ms) {step.Text}"),
            "citation" => $"[{step.Citation!.N}] {step.Citation.Uri}",
            _ => step.Text,
        };
        Output.Note($"{step.Kind}: {Output.Plain(words)}");
    }

    private static void Print(AskResult result)
    {
        Output.Line(Output.Plain(result.Answer));
        if (result.Citations.Count > 0)
            Output.Line();
        foreach (var citation in result.Citations)
        {
            var page = citation.Page is { } number ? string.Create(CultureInfo.InvariantCulture, $", page {number}") : "";
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"[{citation.N}] {Output.Plain(citation.Title ?? citation.Uri)} — {citation.Collection}/{Output.Plain(citation.Uri)}{page} ({citation.Span.Start}–{citation.Span.End})"));
            Output.Line($"    “{Output.Plain(citation.Quote.ReplaceLineEndings(" "))}”");
        }
    }
}
