using System.CommandLine;
using System.Globalization;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Encoders;

/// <summary><c>assistant encoders list|rollback|prune</c>.</summary>
internal static class EncodersCommand
{
    public static Command Create() => new("encoders", "Which models compare texts and pictures, how far a change is, the way back") { List(), RollBack(), Prune() };

    private static Command List()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "Encoders in use, and how far a change is") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            Show(await client.EncodersAsync(cancellationToken), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command RollBack()
    {
        var role = new Argument<string>("ROLE") { Description = "text or image" };
        role.AcceptOnlyFromAmong("text", "image");
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("rollback", "Give up a change, or go back to the encoder before") { role, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            Show([await client.RollBackEncoderAsync(parsed.GetValue(role)!, cancellationToken)], parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Prune()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("prune", "Remove vectors that no role uses; there is no roll back to their encoders after that") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var pruned = await client.PruneEncodersAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(pruned);
            else
                Output.Line(string.Create(CultureInfo.InvariantCulture, $"{pruned.Removed} vectors removed"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Show(IReadOnlyList<EncoderInfo> encoders, bool json)
    {
        if (json)
        {
            Output.Json(encoders);
            return;
        }

        Output.Table(["ROLE", "STATE", "ACTIVE", "BUILDING", "PREVIOUS", "VECTORS"], encoders.Select(encoder => new[]
        {
            encoder.Role, encoder.State, encoder.Active ?? "-", encoder.Building ?? "-", encoder.Previous ?? "-", Progress(encoder),
        }));
        foreach (var encoder in encoders.Where(encoder => encoder.Problem is not null))
            Output.Note($"{encoder.Role}: {Output.Plain(encoder.Problem)}");
    }

    private static string Progress(EncoderInfo encoder) => string.Create(CultureInfo.InvariantCulture, $"{encoder.Done} of {encoder.Total}")
        + (encoder.PerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.0}/s") : "")
        + (encoder.RemainingSeconds is { } left ? $", {TimeSpan.FromSeconds(Math.Ceiling(left)).ToString("g", CultureInfo.InvariantCulture)} left" : "");
}
