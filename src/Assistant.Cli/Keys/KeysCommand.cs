using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Core.Access;
using Assistant.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Keys;

/// <summary><c>assistant keys create|list|revoke</c>: always on the data directory itself, because keys are never sent anywhere; a running service sees the change at once.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make, list or revoke API keys") { CreateKey(), List(), Revoke() };

    private static Command CreateKey()
    {
        var name = new Argument<string>("NAME") { Description = "Whose key it is" };
        var role = new Option<ApiRole>("--role")
        {
            Description = "reader (search, ask), writer (also submit and delete) or admin (also groups)",
            DefaultValueFactory = _ => ApiRole.Reader,
            HelpName = "ROLE",
            CustomParser = result =>
            {
                if (Enum.TryParse<ApiRole>(result.Tokens[0].Value, ignoreCase: true, out var parsed) && !char.IsAsciiDigit(result.Tokens[0].Value[0]))
                    return parsed;
                result.AddError("--role is reader, writer or admin.");
                return default;
            },
        };
        var groups = new Option<string[]>("--group") { Description = "A group that it belongs to; may be repeated", HelpName = "GROUP" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("create", "Make a key; its text is shown once") { name, role, groups, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = LocalServices.Readers(new DataDirectory(parsed.GetValue(data)!));
            var store = services.GetRequiredService<IApiKeyStore>();
            var (key, secret) = await store.CreateAsync(parsed.GetValue(name)!, parsed.GetValue(role), parsed.GetValue(groups) ?? [], cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(new { key.Id, key.Name, role = Word(key.Role), key.Groups, secret });
            else
                Output.Line(secret);
            Output.Note($"Key {key.Id:n} for {Output.Plain(key.Name)} ({Word(key.Role)}). It is shown this once; from now on the service asks for a key.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("list", "List keys, oldest first") { data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = LocalServices.Readers(new DataDirectory(parsed.GetValue(data)!));
            var keys = await services.GetRequiredService<IApiKeyStore>().ListAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(keys.Select(key => new { key.Id, key.Name, role = Word(key.Role), key.Groups, key.Created }));
            else
                Output.Table(["ID", "ROLE", "CREATED", "GROUPS", "NAME"], keys.Select(key => new[] { key.Id.ToString("n"), Word(key.Role), key.Created.ToString("u", CultureInfo.InvariantCulture), string.Join(",", key.Groups), Output.Plain(key.Name) }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<Guid>("ID") { Description = "Id of the key" };
        var data = Options.Data();
        var command = new Command("revoke", "Revoke a key; it is refused from now on") { id, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = LocalServices.Readers(new DataDirectory(parsed.GetValue(data)!));
            if (!await services.GetRequiredService<IApiKeyStore>().RevokeAsync(parsed.GetValue(id), cancellationToken))
                throw new UserException("there is no such key. List them with: assistant keys list");
            Output.Note("revoked");
            return ExitCodes.Done;
        });
        return command;
    }

    // Roles are written as the --role option reads them.
    private static string Word(ApiRole role) => role.ToString().ToLowerInvariant();
}
