using System.CommandLine;
using System.Globalization;
using Assistant.Adaptation.Refresh;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Adapters;

/// <summary><c>assistant adapters list|train|promote|rollback|explain</c>.</summary>
internal static class AdaptersCommand
{
    public static Command Create() => new("adapters", "What was learned from use: versions, what they gained, the way back") { List(), Train(), Promote(), RollBack(), Explain() };

    private static Command List()
    {
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("list", "Versions and what they gained, the newest first") { data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var versions = await client.AdaptersAsync(cancellationToken);
            if (parsed.GetValue(json))
                Output.Json(versions);
            else
                Output.Table(["VERSION", "FOR", "STATE", "STRATEGY", "PARENT", "MADE", "GAIN ON WHAT IS NEW"], versions.Select(version => new[]
                {
                    version.Version, Output.Plain(version.Direction), version.State, version.Strategy, version.Parent ?? "base", version.CreatedAt.ToString("u", CultureInfo.InvariantCulture), Gain(version),
                }));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Train()
    {
        var direction = Direction();
        var strategy = new Option<string?>("--strategy") { Description = "How; the configured strategy when left out", HelpName = "NAME" };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("train", "Train now from the replay buffer; the gate decides whether it serves") { direction, strategy, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            Show(await client.TrainAdapterAsync(parsed.GetValue(direction), parsed.GetValue(strategy), cancellationToken), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Promote()
    {
        var version = new Argument<string>("VERSION") { Description = "A version that passed the gate, or base for the plain encoder" };
        var direction = Direction();
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("promote", "Let a version serve; base is the kill switch") { version, direction, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            Show(await client.PromoteAdapterAsync(parsed.GetValue(version)!, parsed.GetValue(direction), cancellationToken), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command RollBack()
    {
        var direction = Direction();
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("rollback", "Take the version in force back; the one before it serves") { direction, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            Show(await client.RollBackAdapterAsync(parsed.GetValue(direction), cancellationToken), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Explain()
    {
        var version = new Argument<string>("VERSION") { Description = "As adapters list shows it" };
        var (data, server, json) = (Options.Data(), Options.Server(), Options.Json());
        var command = new Command("explain", "Why a version serves or does not: data, measures, reasons") { version, data, server, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = Clients.Open(parsed.GetValue(data)!, parsed.GetValue(server));
            var wanted = parsed.GetValue(version)!;
            var found = (await client.AdaptersAsync(cancellationToken)).FirstOrDefault(one => one.Version == wanted)
                ?? throw new UserException($"there is no version {wanted}. assistant adapters list shows those there are.");
            if (parsed.GetValue(json))
                Output.Json(found);
            else
                Describe(found);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Describe(AdapterInfo version)
    {
        Output.Line($"{version.Version}: {version.State}, {Output.Plain(version.Direction)} of {version.EncoderId}, after {version.Parent ?? "base"}");
        if (version.Calibration is { } calibration)
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"slope {calibration.Slope:0.000}, offset {calibration.Offset:0.000}"));
        if (version.Weights is { } weights)
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"words {weights.Bm25:0.###}, text vectors {weights.DenseText:0.###}, picture vectors {weights.DenseImage:0.###}"));
        Output.Line(string.Create(CultureInfo.InvariantCulture, $"{version.Strategy} at scale {version.Scale}, seed {version.Seed}, {version.Seconds:0.0} s, from {version.Data.Positives} right and {version.Data.Negatives} wrong answers of {version.Data.Documents} documents; {version.Data.Validation} measured"));
        foreach (var reason in version.Reasons)
            Output.Line("- " + Output.Plain(reason));
        Output.Table(["MEASURE", "QUERIES", "BEFORE", "AFTER", "CHANGE", "95 % INTERVAL"], version.Metrics.Select(metric => new[]
        {
            metric.Name, metric.Queries.ToString(CultureInfo.InvariantCulture), Number(metric.Base), Number(metric.Value), Signed(metric.Value - metric.Base), $"{Signed(metric.Low)} to {Signed(metric.High)}",
        }));
    }

    private static void Show(AdapterChange change, bool json)
    {
        if (json)
        {
            Output.Json(change);
            return;
        }

        Output.Line($"{(change.Changed ? "changed" : "unchanged")}: {change.Serving} serves");
        foreach (var reason in change.Reasons)
            Output.Line("- " + Output.Plain(reason));
    }

    private static Option<string?> Direction()
    {
        var direction = new Option<string?>("--direction") { Description = "What is asked with, and what is to be found; fusion:COLLECTION for the weights of the legs, calibration for the certainty of looks", HelpName = "DIRECTION" };
        direction.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !Refreshes.IsKnown(name))
                result.AddError($"--direction is one of: {Refreshes.Names}.");
        });
        return direction;
    }

    private static string Gain(AdapterInfo version) => version.Metrics is [var metric, ..] ? $"{Signed(metric.Value - metric.Base)} ({Signed(metric.Low)} to {Signed(metric.High)}), {metric.Name}" : "-";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);
}
