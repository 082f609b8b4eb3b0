using System.CommandLine;
using System.Globalization;
using Assistant.Adaptation.Versions;
using Assistant.Cli.Client;
using Assistant.Cli.Shell;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Evals.Encoders;
using Assistant.Evals.Replay;
using Assistant.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Cli.Measure;

/// <summary><c>assistant eval replay</c>: what a candidate would change in the searches that were logged. Works in this process, whether a service runs or not, and writes nothing.</summary>
internal static class ReplayEvalCommand
{
    public static Command Create()
    {
        var adapters = new Option<string[]>("--adapter") { Description = "A version as adapters list shows it, in the place of what serves the same; base for nothing learned; may be repeated", HelpName = "VERSION" };
        var settings = new Option<string[]>("--config") { Description = $"A setting of search as it would be, such as {RetrievalOptions.Section}:Weights:DenseText=2; may be repeated", HelpName = "KEY=VALUE" };
        var encoder = new Option<string?>("--encoder") { Description = "The encoder of queries: bundled, or a model folder; documents must have its vectors", HelpName = "MODEL" };
        var limit = new Option<int>("--limit") { Description = "At most this many of the newest searches, beside all that were judged", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        var collection = new Option<string?>("--collection") { Description = "Only searches of this collection, made in it alone", HelpName = "NAME" };
        var show = new Option<bool>("--show-queries") { Description = "Show the words of the queries that change most" };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("replay", "Make the logged searches again with a candidate, and show what would change") { adapters, settings, encoder, limit, collection, show, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var candidate = new Candidate(parsed.GetValue(adapters) ?? [], parsed.GetValue(settings) ?? [], parsed.GetValue(encoder));
            if (candidate.IsNothing) throw new UserException("there is nothing to compare with. Name a candidate: --adapter VERSION, --config KEY=VALUE or --encoder MODEL", ExitCodes.BadUsage);
            var wanted = candidate.Settings();
            var directory = new DataDirectory(parsed.GetValue(data)!);
            if (!File.Exists(directory.DatabasePath)) throw new UserException($"there is nothing in {directory.Root} yet. Ingest and search something first, or name another directory with --data");
            var report = await RunAsync(directory, candidate, wanted, new ReplaySuiteOptions(candidate.Words, Math.Max(1, parsed.GetValue(limit)), parsed.GetValue(collection), parsed.GetValue(show)), cancellationToken);
            if (parsed.GetValue(json)) Output.Json(report);
            else Show(report);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<ReplayReport> RunAsync(DataDirectory directory, Candidate candidate, Dictionary<string, string?> settings, ReplaySuiteOptions options, CancellationToken cancellationToken)
    {
        await using var present = LocalServices.Readers(directory);
        using var model = candidate.Encoder is null ? null : Load(candidate.Encoder);
        var encoders = model is null ? null : await DirectoryAsync(model.Encoder, present, cancellationToken);
        await using var changed = LocalServices.Readers(directory, settings: settings, configure: services =>
        {
            if (encoders is not null) services.AddSingleton<IEncoderDirectory>(encoders);
            if (candidate.Adapters.Count > 0) services.AddSingleton<IQueryAdapters>(provider => new FixedAdapters(Snapshot(provider.GetRequiredService<AdapterFolder>(), provider.GetRequiredService<LearnedAdapters>().Current, candidate.Adapters)));
        });
        try
        {
            var suite = new ReplaySuite(present.GetRequiredService<ISignalStore>(), present.GetRequiredService<JudgedQueries>(), present.GetRequiredService<IContentStore>());
            return await suite.RunAsync(options, present.GetRequiredService<IRetriever>(), changed.GetRequiredService<IRetriever>(), cancellationToken);
        }
        catch (Exception refused) when (refused is AdapterRefusedException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            throw new UserException(refused.Message);
        }
    }

    /// <summary>What serves, with some versions in the place of their like.</summary>
    private static AdapterSnapshot Snapshot(AdapterFolder folder, AdapterSnapshot current, IReadOnlyList<string> versions)
    {
        var snapshot = current;
        foreach (var version in versions) snapshot = version == "base" ? AdapterSnapshot.Base : folder.With(snapshot, version);
        return snapshot;
    }

    private static EvalEncoder Load(string model)
    {
        try
        {
            return EvalEncoder.Load(model);
        }
        catch (EncoderLoadException failure)
        {
            throw new UserException($"the encoder {model} cannot be used: {failure.Message}");
        }
    }

    /// <summary>The encoder in the roles that documents have its vectors for; the present ones in the others.</summary>
    private static async Task<FixedEncoders> DirectoryAsync(Encoder encoder, ServiceProvider present, CancellationToken cancellationToken)
    {
        var known = (await present.GetRequiredService<IEncoderStore>().ListAsync(cancellationToken)).FirstOrDefault(vectors => vectors.Id == encoder.Id);
        if (known is null or { Texts: 0, Pictures: 0 }) throw new UserException($"no document has a vector of {encoder.Id}. Configure it as the next encoder, and try it when its vectors are built (assistant encoders list).");
        var serving = present.GetRequiredService<IEncoderDirectory>();
        return new FixedEncoders(known.Texts > 0 ? encoder : serving.ForQueries(EncoderRole.Text), known.Pictures > 0 ? encoder : serving.ForQueries(EncoderRole.Image));
    }

    private static void Show(ReplayReport report)
    {
        Output.Line($"{report.Queries} searches made again at present and with {Output.Plain(report.Candidate)}{(report.NotAsked > 0 ? $"; {report.NotAsked} with pictures of another encoder could not be" : "")}");
        Output.Table(["CHANGED", "SHARE"],
        [
            ["first document", Percent(report.Top1Changed)],
            ["first 3", Percent(report.Top3Changed)],
            ["first 10", Percent(report.Top10Changed)],
            ["overlap of the first 10", Number(report.Overlap)],
            ["rank-biased overlap", Number(report.RankBiasedOverlap)],
        ]);
        Output.Line();
        if (report.Judged == 0) Output.Line("no query was judged, so that nothing says which is better");
        else
            Output.Table(["MEASURE", "QUERIES", "BEFORE", "AFTER", "CHANGE", "95 % INTERVAL"], report.Measures.Select(measure => new[]
            {
                measure.Name, report.Judged.ToString(CultureInfo.InvariantCulture), Number(measure.Before), Number(measure.After), Signed(measure.After - measure.Before), $"{Signed(measure.Low)} to {Signed(measure.High)}",
            }));
        Output.Line();
        Output.Table(["MILLISECONDS", "P50", "P95"], [["at present", Time(report.Before.P50), Time(report.Before.P95)], ["with it", Time(report.After.P50), Time(report.After.P95)]]);
        if (report.Movers.Count > 0)
        {
            Output.Line();
            Output.Table(["MOVED", "ROSE", "FELL", "DOCUMENT"], report.Movers.Select(mover => new[] { Signed(mover.Moved), Count(mover.Rose), Count(mover.Fell), Output.Plain(mover.Title) }));
        }

        foreach (var query in report.Changed ?? [])
        {
            Output.Line();
            Output.Line($"{Output.Plain(query.Words)}   ({Number(query.RankBiasedOverlap)})");
            Output.Line("  before: " + Output.Plain(string.Join(" | ", query.Before)));
            Output.Line("  after:  " + Output.Plain(string.Join(" | ", query.After)));
        }
    }

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static string Time(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class FixedAdapters(AdapterSnapshot snapshot) : IQueryAdapters
    {
        public AdapterSnapshot Current => snapshot;
    }

    /// <summary>What is tried.</summary>
    private sealed record Candidate(IReadOnlyList<string> Adapters, IReadOnlyList<string> Config, string? Encoder)
    {
        public bool IsNothing => Adapters.Count == 0 && Config.Count == 0 && Encoder is null;

        public string Words => string.Join(", ", [.. Adapters, .. Config, .. Encoder is null ? Array.Empty<string>() : [Encoder]]);

        /// <summary>The settings by key.</summary>
        /// <exception cref="UserException">One is not KEY=VALUE, or no setting of search.</exception>
        public Dictionary<string, string?> Settings()
        {
            var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var setting in Config)
            {
                var at = setting.IndexOf('=', StringComparison.Ordinal);
                if (at < 1) throw new UserException($"--config {setting} is not KEY=VALUE, as in {RetrievalOptions.Section}:Weights:DenseText=2", ExitCodes.BadUsage);
                settings[setting[..at].Trim()] = setting[(at + 1)..].Trim();
            }

            var given = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
            var rerank = settings.Keys.Where(key => key.StartsWith(RerankOptions.Section + ":", StringComparison.OrdinalIgnoreCase)).ToList();
            var others = settings.Keys.Except(rerank).ToList();
            if (others.FirstOrDefault(key => !key.StartsWith(RetrievalOptions.Section + ":", StringComparison.OrdinalIgnoreCase)) is { } foreign)
                throw new UserException($"{foreign} is no setting of search; those begin with {RetrievalOptions.Section}:", ExitCodes.BadUsage);
            try
            {
                // A name that is none would change nothing; binding says so.
                new ConfigurationBuilder().AddInMemoryCollection(others.Select(key => KeyValuePair.Create(key, settings[key]))).Build().GetSection(RetrievalOptions.Section).Bind(new RetrievalOptions(), binder => binder.ErrorOnUnknownConfiguration = true);
                given.GetSection(RerankOptions.Section).Bind(new RerankOptions(), binder => binder.ErrorOnUnknownConfiguration = true);
            }
            catch (InvalidOperationException unknown)
            {
                throw new UserException(unknown.Message, ExitCodes.BadUsage);
            }

            return settings;
        }
    }
}
