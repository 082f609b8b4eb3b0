using System.CommandLine;

namespace Assistant.Cli.Shell;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Data directory; default: $ASSISTANT_DATA, else ~/.local/share/assistant",
        HelpName = "DIR",
        DefaultValueFactory = _ => Api.Hosting.DataDirectoryServices.Default(),
    };

    public static Option<Uri?> Server()
    {
        var option = new Option<Uri?>("--server")
        {
            Description = "Address of a running service, such as http://127.0.0.1:5080; key: $ASSISTANT_API_KEY",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : Refuse(result, "--server is an http or https address."),
        };
        return option;

        static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result, string message)
        {
            result.AddError(message);
            return null;
        }
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output and nothing else" };

    public static Option<string[]> Tag(string description)
    {
        var option = new Option<string[]>("--tag") { Description = description + "; may be repeated", HelpName = "TAG" };
        option.Validators.Add(result =>
        {
            if (Core.Content.Tags.Problem([.. result.Tokens.Select(token => token.Value)]) is { } problem)
                result.AddError(problem);
        });
        return option;
    }

    public static Option<string?> Date(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Core.Content.DateText.TryParse(token.Value, out _))
                result.AddError($"{name} is a date, such as 2024-05-31 or 2024-05-31T12:00:00Z.");
        });
        return option;
    }

    public static Option<string?> Collection() => new("--collection") { Description = "Only this collection", HelpName = "NAME" };
}
