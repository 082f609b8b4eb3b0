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
/// <param name="Orders">Orders of the tasks, from 1: the natural one, then shuffled ones.</param>
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
                var runs = new List<RunResult>();
                foreach (var strategy in strategies)
                {
                    await error.WriteLineAsync($"{name}: {strategy}").ConfigureAwait(false);
                    runs.AddRange(Orders(scenario.Tasks.Count, options.Orders).Select((order, seed) => ContinualRun.Run(scenario, strategy, order, new TrainingSettings { Seed = seed + 1 }, cancellationToken)));
                }

                reports.Add(ScenarioReport.Of(scenario, encoder.Encoder.Id, runs));
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

    private static IEnumerable<int[]> Orders(int tasks, int count)
    {
        int[] natural = [.. Enumerable.Range(0, tasks)];
        yield return natural;
        var random = new Random(20261128);
        for (var i = 1; i < count; i++)
        {
            int[] shuffled = [.. natural];
            random.Shuffle(shuffled);
            yield return shuffled;
        }
    }
}
