using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Evals.Day;

/// <summary>
/// The suite <c>day</c>: a day in the life of a service, over HTTP. Users ask in a style that the encoder does not know, judge with a
/// bias towards the first positions and some at random; the service learns while queries go on; then everything is measured again,
/// on queries that nobody asked before. With the attack, it goes on with a day on which votes are bought.
/// </summary>
public static class DaySuite
{
    private const int PoisonedVotes = 2_000;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0 when everything held that must hold, else 1.</returns>
    public static async Task<int> RunAsync(DayOptions options, TextWriter output, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(log);
        DayWorld world;
        try
        {
            world = DayWorld.Read(options.Data);
        }
        catch (InvalidDataException failure)
        {
            await log.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        var service = await DayService.StartAsync(options.Program, cancellationToken).ConfigureAwait(false);
        await using var _ = service.ConfigureAwait(false);
        using var day = new DayUsers(options, service, log);
        await day.OpenAsync(world, cancellationToken).ConfigureAwait(false);
        var before = await day.MeasureAsync(cancellationToken).ConfigureAwait(false);
        await day.JudgeAsync(cancellationToken).ConfigureAwait(false);
        var refresh = await day.RefreshUnderLoadAsync(cancellationToken).ConfigureAwait(false);
        var after = await day.MeasureAsync(cancellationToken).ConfigureAwait(false);
        var thumb = await day.ThumbAsync(cancellationToken).ConfigureAwait(false);
        var report = new DayReport(options.Judgements, day.Given, refresh, DayChange.Of(before, after, options.Seed), thumb, options.Poisoned ? await day.PoisonAsync(PoisonedVotes, cancellationToken).ConfigureAwait(false) : null);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : report.Describe()).ConfigureAwait(false);
        return report.Holds ? 0 : 1;
    }
}
