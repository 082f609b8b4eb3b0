using System.Diagnostics;
using Assistant.Core.Chat;
using Assistant.Inference.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Evals.Bench.Llm;

/// <summary>The assistant's own language model on a file, asked as everybody else asks it.</summary>
internal sealed class LlmSubject : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-llm-").FullName;
    private readonly ServiceProvider services;

    internal LlmSubject(string model, IEnumerable<(string Name, string Value)> settings)
    {
        var values = settings.ToDictionary(setting => $"{LlmOptions.Section}:{setting.Name}", setting => (string?)setting.Value);
        values[$"{LlmOptions.Section}:Model"] = model;
        services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddLanguageModel(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), folder).BuildServiceProvider();
    }

    /// <summary>File that remembers how many threads are best.</summary>
    internal string ThreadsFile => Path.Combine(folder, "llm-threads.json");

    internal LlmStatus Status => services.GetRequiredService<LanguageModel>().Status;

    /// <summary>Goes on with a plain text, taking the best token each time.</summary>
    internal async Task<SubjectAnswer> WriteAsync(string prompt, int tokens, bool report, CancellationToken cancellationToken)
    {
        var options = new GenerationOptions { IsRaw = true, LogProbabilities = report ? 0 : null }.On(new ChatOptions { Temperature = 0, MaxOutputTokens = tokens });
        var started = Stopwatch.GetTimestamp();
        var answer = await services.GetRequiredService<IChatClient>().GetResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        var written = answer.AdditionalProperties!.GetValueOrDefault(TokenLogProbability.Key) as IReadOnlyList<TokenLogProbability> ?? [];
        return new SubjectAnswer(written, (int)answer.Usage!.OutputTokenCount!, (GenerationTimings)answer.AdditionalProperties![GenerationTimings.Key]!, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>What the assistant wrote.</summary>
/// <param name="Written">Its tokens, when they were asked for.</param>
/// <param name="Tokens">How many.</param>
/// <param name="Times">Where the time went, as it reports it.</param>
/// <param name="Seconds">How long it took as seen from outside.</param>
internal sealed record SubjectAnswer(IReadOnlyList<TokenLogProbability> Written, int Tokens, GenerationTimings Times, double Seconds);
