using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Chat;
using Assistant.Inference.Llm.Loading;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Bench.Llm;

/// <summary>What <c>eval llm-parity</c> was asked for.</summary>
/// <param name="Model">GGUF file.</param>
/// <param name="Prompts">Prompts.</param>
/// <param name="Tokens">Tokens to write after each.</param>
/// <param name="FlashAttention">False switches flash attention off for the texts that are compared with each other.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record LlmParityOptions(string Model, int Prompts = 20, int Tokens = 200, bool? FlashAttention = null, bool Json = false);

/// <summary>How the assistant's greedy texts compare with the peer's.</summary>
/// <param name="Release">The peer's llama.cpp.</param>
/// <param name="Prompts">Prompts.</param>
/// <param name="Cold">Texts equal token by token, with an empty memory.</param>
/// <param name="Warm">Texts equal with the prompt in memory from before.</param>
/// <param name="Among">Texts equal to those alone while seven others were written.</param>
/// <param name="AmongTokens">Tokens compared until the first difference, all texts together.</param>
/// <param name="LargestDifference">Largest difference of a log-probability among others and alone, up to the first difference of a text.</param>
/// <param name="FirstDifferences">Place and margin of each first difference to the peer, cold and warm: two nearly equal logits.</param>
public sealed record LlmParityReport(string Release, int Prompts, int Cold, int Warm, int Among, int AmongTokens, double LargestDifference, IReadOnlyList<string> FirstDifferences);

/// <summary>The suite <c>llm-parity</c>: greedy texts against those of node-llama-cpp on the same binaries and file.</summary>
public static class LlmParity
{
    private const double Tolerance = 1e-3;

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0 when all texts are equal and log-probabilities agree, else 1.</returns>
    public static async Task<int> RunAsync(LlmParityOptions options, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var library = LlamaLibrary.Open();
        var subject = new LlmSubject(options.Model, [("GpuLayers", "0"), ("Serving:CacheTokens", "32768"), ("ContextLength", "2048"), .. options.FlashAttention is { } flash ? [("FlashAttention", flash.ToString())] : Array.Empty<(string, string)>()]);
        await using var _ = subject.ConfigureAwait(false);
        using var model = LlamaModel.Load(library, options.Model, new LlamaModelSettings { GpuLayers = 0 }, cancellationToken);
        var threads = ThreadMeasurement.Choose(model, subject.ThreadsFile);
        var prompts = Enumerable.Range(0, options.Prompts).Select(Prompt).ToArray();
        var ids = prompts.Select(prompt => model.Vocabulary.Tokenize(prompt, addSpecial: true, parseSpecial: false)).ToArray();
        using var peer = new LlmPeer(library);
        var expected = await peer.RunAsync(new PeerRequest(Path.GetFullPath(options.Model), false, threads.Generation, 2048, 512, options.Tokens, ids, Rounds: 0), cancellationToken).ConfigureAwait(false);

        var differences = new List<string>();
        var passes = new List<IReadOnlyList<TokenLogProbability>[]>();
        var equal = new int[2];
        for (var pass = 0; pass < 2; pass++)
        {
            var texts = new IReadOnlyList<TokenLogProbability>[prompts.Length];
            for (var i = 0; i < prompts.Length; i++)
            {
                texts[i] = (await subject.WriteAsync(prompts[i], options.Tokens, report: true, cancellationToken).ConfigureAwait(false)).Written;
                var same = texts[i].Zip(expected.Texts[i]).TakeWhile(pair => pair.First.Id == pair.Second).Count();
                if (same >= Math.Min(options.Tokens, expected.Texts[i].Length - (Ends(model, expected.Texts[i]) ? 1 : 0)) && same == texts[i].Count) equal[pass]++;
                else differences.Add(string.Create(CultureInfo.InvariantCulture, $"prompt {i}, {(pass == 0 ? "cold" : "warm")}: token {same + 1}"));
            }

            passes.Add(texts);
        }

        var (among, compared, largest) = (0, 0, 0.0);
        for (var start = 0; start < prompts.Length; start += 8)
        {
            // Always eight: the last group is filled up from the beginning.
            var group = Enumerable.Range(start, 8).Select(i => i % prompts.Length).ToArray();
            var texts = await Task.WhenAll(group.Select(i => subject.WriteAsync(prompts[i], options.Tokens, report: true, cancellationToken))).ConfigureAwait(false);
            foreach (var (i, text) in group.Zip(texts).Take(Math.Min(8, prompts.Length - start)))
            {
                var pairs = passes[0][i].Zip(text.Written).TakeWhile(pair => pair.First.Id == pair.Second.Id).ToList();
                if (pairs.Count == Math.Max(passes[0][i].Count, text.Written.Count)) among++;
                compared += pairs.Count;
                largest = Math.Max(largest, pairs.Select(pair => (double)Math.Abs(pair.First.LogProbability - pair.Second.LogProbability)).DefaultIfEmpty(0).Max());
            }
        }

        var report = new LlmParityReport(expected.Release, prompts.Length, equal[0], equal[1], among, compared, largest, differences);
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report, options)).ConfigureAwait(false);
        return report.Cold == prompts.Length && report.Warm == prompts.Length && largest <= Tolerance ? 0 : 1;
    }

    private static bool Ends(LlamaModel model, int[] text) => text.Length > 0 && model.Vocabulary.IsEndOfGeneration(text[^1]);

    private static string Prompt(int number)
    {
        string[] subjects = ["The old river", "A small server", "Every morning the children", "The letter from the town", "Nobody in the house"];
        string[] ends = [" was known to", " could not find", " began with a question about", " kept in memory"];
        return string.Create(CultureInfo.InvariantCulture, $"{subjects[number % 5]}{ends[number / 5 % 4]} {number + 1} stories, and the people who read them every day");
    }

    private static string Describe(LlmParityReport r, LlmParityOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        greedy, {r.Prompts} prompts, {options.Tokens} tokens each, against node-llama-cpp (llama.cpp {r.Release})
        equal token by token   {r.Cold} with an empty memory, {r.Warm} with the prompt in memory from before
        among seven others     {r.Among} equal to those alone; {r.AmongTokens} tokens up to the first differences, largest difference of a log-probability {r.LargestDifference:0.0e+00}
                               (one row and several rows go through other kernels of the engine, which add in another order; with weights of 8 bits each layer
                               rounds its input to 8 bits, which makes of the last digit a step, and flash attention adds in float16: compare with a file
                               of F32 weights and --flash-attention false)
        {(r.FirstDifferences.Count > 0 ? "first differences      " + string.Join("; ", r.FirstDifferences) : "no differences")}
        """);
}
