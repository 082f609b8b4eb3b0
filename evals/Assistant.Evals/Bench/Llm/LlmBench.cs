using System.Globalization;
using System.Text;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Inference.Llm.Loading;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Bench.Llm;

/// <summary>
/// The bench <c>llm</c>, on one file and in one run: one request against a bare loop around the engine, eight at once against one
/// after the other and against such a loop over eight, a second request with the same long beginning against the first, and eight at once against node-llama-cpp.
/// </summary>
public sealed class LlmBench : IAsyncDisposable
{
    private const int Streams = 8, PromptTokens = 32, PrefixTokens = 1_500, SuffixTokens = 32;
    private const string Words = "the river server town memory letter people answer question paper small water light story query index children model morning house";
    private readonly LlmBenchOptions options;
    private readonly LlamaLibrary library;
    private readonly LlamaModel model;
    private readonly LlmSubject subject;
    private readonly LlmPeer peer;
    private readonly ThreadCounts threads;
    private readonly long freeBefore;

    private LlmBench(LlmBenchOptions options)
    {
        this.options = options;
        library = LlamaLibrary.Open();
        freeBefore = FreeBytes();
        subject = new LlmSubject(options.Model, [("ContextLength", "2048"), ("GpuLayers", options.GpuLayers.ToString(CultureInfo.InvariantCulture)), ("Serving:CacheTokens", "16384")]);
        model = LlamaModel.Load(library, options.Model, new LlamaModelSettings { GpuLayers = options.GpuLayers });
        threads = ThreadMeasurement.Choose(model, subject.ThreadsFile);
        peer = new LlmPeer(library);
    }

    /// <summary>Runs the bench and prints its result.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(LlmBenchOptions options, TextWriter output, TextWriter log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(log);
        var bench = new LlmBench(options);
        await using var _ = bench.ConfigureAwait(false);
        var report = await bench.MeasureAsync(log, cancellationToken).ConfigureAwait(false);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
        return 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        peer.Dispose();
        await subject.DisposeAsync().ConfigureAwait(false);
        model.Dispose();
    }

    private async Task<LlmBenchReport> MeasureAsync(TextWriter log, CancellationToken cancellationToken)
    {
        var prompts = await PromptsAsync(cancellationToken).ConfigureAwait(false);
        var ids = prompts.Select(prompt => model.Vocabulary.Tokenize(prompt, addSpecial: true, parseSpecial: false)).ToArray();
        using var bare = new BareLoop(model, threads, Streams);
        List<double> bareSpeed = [], oneSpeed = [], sequential = [], together = [], bareTogether = [], first = [], again = [], peers = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            await log.WriteLineAsync($"round {round + 1} of {options.Rounds} …").ConfigureAwait(false);
            // Alternating in pieces, so that what else the machine does meets both alike.
            foreach (var (prompt, tokens) in prompts.Zip(ids).Take(4))
            {
                bareSpeed.Add(bare.Run(tokens, options.Tokens));
                oneSpeed.Add((await subject.WriteAsync(prompt, options.Tokens, report: false, cancellationToken).ConfigureAwait(false)).Times.TokensPerSecond);
            }

            sequential.Add(await SpeedAsync(async () =>
            {
                var written = 0;
                foreach (var prompt in prompts) written += (await subject.WriteAsync(prompt, options.Tokens, report: false, cancellationToken).ConfigureAwait(false)).Tokens;
                return written;
            }).ConfigureAwait(false));
            together.Add(await SpeedAsync(async () => (await Task.WhenAll(prompts.Select(prompt => subject.WriteAsync(prompt, options.Tokens, report: false, cancellationToken))).ConfigureAwait(false)).Sum(answer => answer.Tokens)).ConfigureAwait(false));
            bareTogether.Add(bare.RunTogether(ids, options.Tokens));
            if (options.Peer) peers.Add((await PeerAsync(ids, cancellationToken).ConfigureAwait(false)).Many.Max());

            var prefix = Text(1000 + round, PrefixTokens);
            first.Add((await subject.WriteAsync(prefix + Text(2000 + round, SuffixTokens), 1, report: false, cancellationToken).ConfigureAwait(false)).Seconds * 1000);
            again.Add((await subject.WriteAsync(prefix + Text(3000 + round, SuffixTokens), 1, report: false, cancellationToken).ConfigureAwait(false)).Seconds * 1000);
        }

        var (one, together8, bare8) = (Median(oneSpeed), Median(together), Median(bareTogether));
        var peerSpeed = peers.Count > 0 ? Median(peers) : (double?)null;
        return new LlmBenchReport(
            model.Description, string.Join(", ", library.Devices.Select(device => device.Description)), $"{threads.Generation}/{threads.SmallBatch}/{threads.Prompt}", options.Rounds,
            Median(bareSpeed), one, one / Median(bareSpeed), Median(sequential), together8, together8 / Median(sequential), bare8, together8 / bare8,
            PrefixTokens, Median(first), Median(again), Median(again) / Median(first), peerSpeed, together8 / peerSpeed,
            model.TensorBytes, one * model.TensorBytes / 1e9, Math.Max(0, freeBefore - FreeBytes()) / 1e6, Environment.WorkingSet / 1e6);
    }

    private Task<PeerAnswer> PeerAsync(int[][] prompts, CancellationToken cancellationToken) => peer.RunAsync(
        new PeerRequest(Path.GetFullPath(options.Model), options.GpuLayers != 0 && library.Devices.Any(device => device.IsGpu) ? "auto" : false, threads.SmallBatch, 2048, 512, options.Tokens, prompts, Rounds: 2), cancellationToken);

    /// <summary>Prompts after which a model of random weights writes long enough; it also warms everything up.</summary>
    private async Task<string[]> PromptsAsync(CancellationToken cancellationToken)
    {
        var prompts = new List<string>();
        for (var seed = 0; prompts.Count < Streams; seed++)
        {
            var prompt = Text(seed, PromptTokens);
            var answer = await subject.WriteAsync(prompt, options.Tokens, report: false, cancellationToken).ConfigureAwait(false);
            if (answer.Tokens == options.Tokens || seed > 4 * Streams) prompts.Add(prompt);
        }

        return [.. prompts];
    }

    private string Text(int seed, int tokens)
    {
        var random = new Random(seed);
        var words = Words.Split(' ');
        var text = new StringBuilder();
        for (var length = 0; length < tokens; length = model.Vocabulary.Tokenize(text.ToString(), addSpecial: true, parseSpecial: false).Length)
        {
            for (var i = 0; i < Math.Max(1, (tokens - length) / 3); i++) text.Append(words[random.Next(words.Length)]).Append(' ');
        }

        return text.ToString();
    }

    private static async Task<double> SpeedAsync(Func<Task<int>> write)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var written = await write().ConfigureAwait(false);
        return written / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private long FreeBytes() => library.Devices.Where(device => device.IsGpu).Sum(device => device.FreeBytes);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Describe(LlmBenchReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {r.Model}, {r.WeightBytes / 1e6:0} MB of weights, on {r.Device}; threads {r.Threads} (one token/a few/prompts); median of {r.Rounds} rounds
        one request            {r.OneTokensPerSecond:0.0} tokens/s, a bare llama_decode loop {r.BareTokensPerSecond:0.0}: ratio {r.OneToBare:0.000}
        eight at once          {r.TogetherTokensPerSecond:0.0} tokens/s, one after the other {r.SequentialTokensPerSecond:0.0}: ratio {r.TogetherToSequential:0.00}
                               a bare loop over eight {r.BareTogetherTokensPerSecond:0.0}: ratio {r.TogetherToBare:0.000}
        {r.PrefixTokens}-token beginning   first token after {r.FirstTokenMs:0} ms, with it in memory {r.AgainFirstTokenMs:0} ms: ratio {r.AgainToFirst:0.000}
        {(r.PeerTokensPerSecond is { } peer ? $"node-llama-cpp         {peer:0.0} tokens/s with eight at once: ratio {r.ToPeer:0.00}" : "node-llama-cpp         not asked for (--peer)")}
        weights read           {r.ReadGigabytesPerSecond:0.0} GB/s by one request
        memory                 {r.ProcessMegabytes:0} MB of the process, the bare loop's model and context included; {r.DeviceMegabytes:0} MB on the card
        """);
}
