using System.Globalization;
using System.Text;
using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Evals.Continual;

/// <summary>The report as Markdown, JSON and plots.</summary>
public static class ContinualFiles
{
    /// <summary>Writes <c>continual.json</c>, <c>continual.md</c> and two plots a scenario.</summary>
    public static async Task WriteAsync(string folder, IReadOnlyList<ScenarioReport> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "continual.json"), JsonSerializer.Serialize(reports, AssistantJson.Options), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "continual.md"), Markdown(reports), cancellationToken).ConfigureAwait(false);
        foreach (var report in reports)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{report.Scenario}-bars.svg"), ContinualPlots.Bars(report), cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{report.Scenario}-stream.svg"), ContinualPlots.Stream(report), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A table a scenario, shares in percent.</summary>
    public static string Markdown(IReadOnlyList<ScenarioReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {report.Scenario} ({report.Kind})\n\nTasks: {string.Join(" → ", report.Tasks)}. Encoder {report.Encoder}; data {report.DataHash[..12]}; means of {report.Runs.GroupBy(run => run.Strategy).First().Count()} orders; percent.\n\n");
            text.Append("| strategy | Last | Avg inc. | Avg | forgetting | − joint | BWT | FWT | Transfer | intransig. | zero-shot loss | task-IL | R@5 i→t | R@5 t→i | s/task | kB/task |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
            foreach (var row in report.Rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Strategy} | {P(row.Last)} | {P(row.AverageIncremental)} | {P(row.Average)} | {P(row.Forgetting)} | {P(row.ForgettingOverJoint)} | {P(row.BackwardTransfer)} | {P(row.ForwardTransfer)} | {P(row.Transfer)} | {P(row.Intransigence)} | {P(row.ZeroShotLoss)} | {P(row.TaskIncremental)} | {P(row.RecallAt5)} | {P(row.TargetRecallAt5)} | {row.SecondsPerTask:0.00} | {row.BytesPerTask / 1000:0} |\n");
            }

            if (report.NotApplicable.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\nNot applicable: {string.Join(", ", report.NotApplicable)}. They score labels that they learned, and the labels measured here are never learned.\n");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string P(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
