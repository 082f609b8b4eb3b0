using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Loading;

/// <summary>
/// Finds out by trying how many threads compute best: more than the machine has free make every step wait for the slowest. The
/// counts of processors are tried in turn, several rounds, and the smallest median counts; a greater number must win by a twentieth,
/// and all processors for one token at a time by a fifth, because the rest of the program needs one after each token and all wait for it.
/// </summary>
public static class ThreadMeasurement
{
    /// <summary>Share of the time of fewer threads below which all processors compute one token.</summary>
    internal const double WorthAll = 0.8;

    private const int PromptTokens = 128, SmallBatchTokens = 8, Rounds = 5, MostRemembered = 200;
    private const double WorthMore = 0.95;

    /// <summary>After this the rounds of one kind of step end, so that a large model delays its start little.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    private static readonly Lock Gate = new();

    /// <summary>Gives the counts for a model: those that an earlier start found, or measures.</summary>
    /// <param name="model">A model that generates.</param>
    /// <param name="memoryFile">File that remembers; null measures each time.</param>
    /// <exception cref="LlamaException">There is no memory for a small context.</exception>
    public static ThreadCounts Choose(LlamaModel model, string? memoryFile)
    {
        ArgumentNullException.ThrowIfNull(model);
        var key = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(model.Path)} {new FileInfo(model.Path).Length} {LlamaLibrary.Release} {Environment.ProcessorCount}");
        lock (Gate)
        {
            var known = Read(memoryFile);
            if (known.TryGetValue(key, out var counts)) return counts;
            counts = Measure(model);
            if (memoryFile is null) return counts;
            known[key] = counts;
            var temporary = $"{memoryFile}.{Environment.ProcessId}";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(memoryFile))!);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(known.TakeLast(MostRemembered).ToDictionary()));
            File.Move(temporary, memoryFile, overwrite: true);
            return counts;
        }
    }

    private static ThreadCounts Measure(LlamaModel model)
    {
        using var context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = PromptTokens * 2, BatchTokens = PromptTokens, MicroBatchTokens = PromptTokens, Sequences = SmallBatchTokens });
        var batch = new LlamaBatch(PromptTokens);
        // The first brings the weights into memory.
        Run(context, batch, PromptTokens, sequences: 1);
        return new ThreadCounts(
            Best(context, batch, tokens: 1, sequences: 1),
            Best(context, batch, tokens: SmallBatchTokens, sequences: SmallBatchTokens),
            Best(context, batch, tokens: PromptTokens, sequences: 1));
    }

    private static int Best(LlamaContext context, LlamaBatch batch, int tokens, int sequences)
    {
        var counts = Candidates().ToArray();
        var times = counts.Select(_ => new List<double>()).ToArray();
        var all = Stopwatch.StartNew();
        for (var round = 0; round < Rounds && (round == 0 || all.Elapsed < Budget); round++)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                context.SetThreads(counts[i], counts[i]);
                var one = Stopwatch.StartNew();
                Run(context, batch, tokens, sequences);
                times[i].Add(one.Elapsed.TotalSeconds);
            }
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (Median(times[i]) < Median(times[best]) * (tokens == 1 && counts[i] == Environment.ProcessorCount ? WorthAll : WorthMore)) best = i;
        return counts[best];
    }

    /// <summary>1, 2, 4 and so on, and all processors and half of them, which are the cores where each runs two threads.</summary>
    private static IEnumerable<int> Candidates()
    {
        var most = Environment.ProcessorCount;
        return Enumerable.Range(0, 8).Select(power => 1 << power).Append(most / 2).Append(most).Where(count => count >= 1 && count <= most).Distinct().Order();
    }

    private static void Run(LlamaContext context, LlamaBatch batch, int tokens, int sequences)
    {
        context.Clear();
        batch.Clear();
        for (var i = 0; i < tokens; i++) batch.Add(i % context.Model.Vocabulary.Count, i / sequences, i % sequences, output: i >= tokens - sequences);
        context.Decode(batch);
        // Makes a graphics card finish.
        _ = context.Logits(-1);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static Dictionary<string, ThreadCounts> Read(string? path)
    {
        if (path is null || !File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, ThreadCounts>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException)
        {
            // Half a file, of a crash or another program: measured anew.
            return [];
        }
    }
}
