using System.Diagnostics;
using System.Diagnostics.Metrics;
using Assistant.Inference.Llm.Scheduling;

namespace Assistant.Inference.Llm;

/// <summary>Traces and measurements of the local language model; the source and the meter are named <see cref="Name"/>.</summary>
public static class LlmTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Assistant.Llm";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> StepMs = Meter.CreateHistogram<double>("assistant.llm.step", "ms", "One call of the engine.");
    private static readonly Histogram<int> StepTokens = Meter.CreateHistogram<int>("assistant.llm.step_tokens", "{token}", "Tokens computed in one call of the engine.");
    private static readonly Counter<long> PromptTokens = Meter.CreateCounter<long>("assistant.llm.prompt_tokens", "{token}", "Tokens of prompts; tag source: computed or cached.");
    private static readonly Counter<long> WrittenTokens = Meter.CreateCounter<long>("assistant.llm.written_tokens", "{token}", "Tokens written.");
    private static readonly Counter<long> DraftedTokens = Meter.CreateCounter<long>("assistant.llm.drafted_tokens", "{token}", "Tokens that a draft model proposed; tag accepted.");
    private static readonly Histogram<double> FirstTokenMs = Meter.CreateHistogram<double>("assistant.llm.first_token", "ms", "From the request to its first token, the queue included.");
    private static readonly Histogram<double> Speed = Meter.CreateHistogram<double>("assistant.llm.speed", "{token}/s", "Tokens a second of one request after its first.");
    private static Func<LlmLoad>? load;

    static LlmTelemetry()
    {
        Meter.CreateObservableGauge("assistant.llm.waiting", () => load?.Invoke().Waiting ?? 0, "{request}", "Requests in the queue.");
        Meter.CreateObservableGauge("assistant.llm.running", () => load?.Invoke().Running ?? 0, "{request}", "Requests that are computed.");
        Meter.CreateObservableGauge("assistant.llm.memory_tokens", () => load?.Invoke().UsedTokens ?? 0, "{token}", "Tokens in the engine's memory.");
        Meter.CreateObservableGauge("assistant.llm.kept_prefixes", () => load?.Invoke().Kept ?? 0, "{sequence}", "Finished texts that are kept as prefixes.");
    }

    internal static void Observe(Func<LlmLoad> current) => load = current;

    internal static Activity? Start(string model) => Source.StartActivity("chat", ActivityKind.Internal)?.SetTag("gen_ai.request.model", model);

    internal static void Stepped(long startedAt, int tokens)
    {
        StepMs.Record(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        StepTokens.Record(tokens);
    }

    internal static void Ended(Activity? activity, LlmEnd end)
    {
        PromptTokens.Add(end.CachedTokens, new KeyValuePair<string, object?>("source", "cached"));
        PromptTokens.Add(end.PromptTokens - end.CachedTokens, new KeyValuePair<string, object?>("source", "computed"));
        WrittenTokens.Add(end.CompletionTokens);
        DraftedTokens.Add(end.AcceptedTokens, new KeyValuePair<string, object?>("accepted", true));
        DraftedTokens.Add(end.DraftedTokens - end.AcceptedTokens, new KeyValuePair<string, object?>("accepted", false));
        FirstTokenMs.Record(end.QueueMs + end.PromptMs);
        if (end.TokensPerSecond > 0) Speed.Record(end.TokensPerSecond);
        activity?.SetTag("gen_ai.usage.input_tokens", end.PromptTokens).SetTag("gen_ai.usage.output_tokens", end.CompletionTokens).SetTag("assistant.llm.cached_tokens", end.CachedTokens)
            .SetTag("assistant.llm.queue_ms", end.QueueMs).SetTag("assistant.llm.prompt_ms", end.PromptMs);
    }
}
