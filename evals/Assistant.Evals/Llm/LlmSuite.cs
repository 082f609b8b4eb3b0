using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Llm;

/// <summary>What <c>eval llm</c> was asked for.</summary>
/// <param name="Cases">The JSONL file with the dialogues.</param>
/// <param name="Limit">At most this many steps, spread evenly; 0 for all.</param>
/// <param name="Seeds">Seeds to sample with at temperature 0.7; none takes the likeliest token.</param>
/// <param name="Parallel">Steps that are asked for at once.</param>
/// <param name="Json">JSON instead of text.</param>
/// <param name="Verbose">Prints every step that is not as expected.</param>
public sealed record LlmSuiteOptions(string Cases, int Limit = 0, IReadOnlyList<int>? Seeds = null, int Parallel = 4, bool Json = false, bool Verbose = false);

/// <summary>The suite <c>llm</c>: single steps of the agent, with everything before them as it should be.</summary>
public static class LlmSuite
{
    private const int MaxTokens = 400, LeastTokens = 160;

    /// <summary>Runs the suite and prints its result, the baselines first.</summary>
    /// <returns>0, or 1 when the cases cannot be read.</returns>
    public static async Task<int> RunAsync(LlmSuiteOptions options, IChatClient chat, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(chat);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        IReadOnlyList<LlmCase> cases;
        try
        {
            cases = Spread(await LlmCase.ReadAsync(options.Cases, cancellationToken).ConfigureAwait(false), options.Limit);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        List<LlmReport> reports =
        [
            Baseline("search, then the first sentence", cases, LlmBaselines.SearchThenFirstSentence),
            Baseline("search, then refuse", cases, LlmBaselines.SearchThenRefuse),
            Baseline("multiply", cases, LlmBaselines.Multiply),
        ];
        foreach (var seed in options.Seeds is { Count: > 0 } seeds ? seeds.Select(seed => (int?)seed) : [null])
        {
            reports.Add(await MeasureAsync(cases, chat, seed, options, error, cancellationToken).ConfigureAwait(false));
        }

        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(reports, AssistantJson.Options) : string.Join(Environment.NewLine, reports.Select(report => report.Describe()))).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Asks a model for every step and counts.</summary>
    public static async Task<LlmReport> MeasureAsync(IReadOnlyList<LlmCase> cases, IChatClient chat, int? seed, LlmSuiteOptions options, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(chat);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        var written = new string[cases.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cases.Count), new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken },
            async (i, token) => written[i] = await WriteAsync(cases[i], chat, seed, log, token).ConfigureAwait(false)).ConfigureAwait(false);
        var score = new LlmScore();
        for (var i = 0; i < cases.Count; i++)
        {
            score.Add(cases[i], written[i]);
            if (options.Verbose && written[i] != cases[i].Expected)
                await log.WriteLineAsync($"[{cases[i].Kind}] {cases[i].Messages.First(message => message.Role == ChatRole.User).Text.ReplaceLineEndings(" ")}\n  expected {cases[i].Expected}\n  written  {written[i]}").ConfigureAwait(false);
        }

        return score.Report((chat.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "model", seed);
    }

    /// <summary>Asks for one step; a model whose context is nearly full gets less room, and one that cannot read the step at all writes nothing, which counts as wrong.</summary>
    private static async Task<string> WriteAsync(LlmCase item, IChatClient chat, int? seed, TextWriter log, CancellationToken cancellationToken)
    {
        foreach (var room in new[] { MaxTokens, LeastTokens })
        {
            try
            {
                return (await chat.GetResponseAsync(item.Messages, Settings(item, seed, room), cancellationToken).ConfigureAwait(false)).Text;
            }
            catch (ChatModelException refusal) when (!refusal.IsUnreachable)
            {
                if (room == LeastTokens) await log.WriteLineAsync($"a step counts as wrong: {refusal.Message}").ConfigureAwait(false);
            }
        }

        return "";
    }

    private static ChatOptions Settings(LlmCase item, int? seed, int room) => new()
    {
        Temperature = seed is null ? 0 : 0.7f,
        Seed = seed,
        MaxOutputTokens = room,
        ResponseFormat = item.IsAction ? ChatResponseFormat.ForJsonSchema(StepSchema.Of(item.Tools)) : null,
    };

    private static LlmReport Baseline(string name, IReadOnlyList<LlmCase> cases, Func<LlmCase, string> step)
    {
        var score = new LlmScore();
        foreach (var item in cases) score.Add(item, step(item));
        return score.Report(name, null);
    }

    private static IReadOnlyList<LlmCase> Spread(IReadOnlyList<LlmCase> cases, int limit) =>
        limit <= 0 || limit >= cases.Count ? cases : [.. Enumerable.Range(0, limit).Select(i => cases[(int)((long)i * cases.Count / limit)])];
}
