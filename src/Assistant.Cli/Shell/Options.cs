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

    public static Option<string?> Collection() => new("--collection") { Description = "Only this collection", HelpName = "NAME" };
}
