using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Encoders;
using Assistant.Core.Learning.Strategies;
using Assistant.Core.Learning.Training;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual;

/// <summary>What <c>eval continual</c> was asked for.</summary>
/// <param name="Data">Folder with the data.</param>
/// <param name="Scenarios">Names; empty for all.</param>
/// <param name="Strategies">Names; empty for all.</param>
/// <param name="Model">The encoder.</param>
/// <param name="Orders">Orders of the stream, from 1: see <see cref="StreamOrders"/>.</param>
/// <param name="Limit">At most this many pictures of a part; 0 for all.</param>
/// <param name="Output">Folder for <c>continual.json</c>, <c>continual.md</c> and the plots; null to print the Markdown only.</param>
/// <param name="Cache">Folder of kept features.</param>
/// <param name="Json">One JSON document on standard output instead of Markdown.</param>
public sealed record ContinualSuiteOptions(
    string Data, IReadOnlyList<string> Scenarios, IReadOnlyList<string> Strategies, string Model = EncoderOptions.Bundled, int Orders = 3, int Limit = 0, string? Output = null, string? Cache = null, bool Json = false);

/// <summary>The suite <c>continual</c>: what each strategy gains and forgets on streams of tasks.</summary>
public static class ContinualSuite
{
    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when data or encoder cannot be read, or a name is wrong (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(ContinualSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            IReadOnlyList<string> strategies = options.Strategies.Count > 0 ? options.Strategies : [.. StrategyTable.Names, ContinualRun.Joint];
            foreach (var name in strategies.Where(name => name != ContinualRun.Joint)) StrategyTable.Family(name);
            using var encoder = EvalEncoder.Load(options.Model);
            var features = new FeatureTable(encoder.Encoder, options.Cache ?? Path.Combine(Path.GetTempPath(), "assistant-features"), error);
            var table = new ScenarioTable(options.Data, features, options.Limit);
            var reports = new List<ScenarioReport>();
            foreach (var name in options.Scenarios.Count > 0 ? options.Scenarios : ScenarioTable.Names)
            {
                var scenario = await table.MakeAsync(name, cancellationToken).ConfigureAwait(false);
                List<Scenario> streams = [.. StreamOrders.Of(scenario, options.Orders)];
                var runs = new List<RunResult>();
                foreach (var strategy in strategies.Where(strategy => ContinualRun.Applies(scenario, strategy)))
                {
                    await error.WriteLineAsync($"{name}: {strategy}").ConfigureAwait(false);
                    runs.AddRange(streams.Select((stream, seed) => ContinualRun.Run(stream, strategy, new TrainingSettings { Seed = seed + 1 }, cancellationToken)));
                }

                if (runs.Count == 0) throw new InvalidDataException($"None of the strategies asked for applies to {name}: it measures labels that are never learned.");
                reports.Add(ScenarioReport.Of(scenario, encoder.Encoder.Id, runs, [.. strategies.Where(strategy => !ContinualRun.Applies(scenario, strategy))]));
            }

            if (options.Output is { } folder) await ContinualFiles.WriteAsync(folder, reports, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(reports, AssistantJson.Options) : ContinualFiles.Markdown(reports)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or ArgumentException or EncoderLoadException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
