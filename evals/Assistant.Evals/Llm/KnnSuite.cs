using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Inference.Llm;
using Assistant.Inference.Llm.Knn;
using Assistant.Native.LlamaCpp;

namespace Assistant.Evals.Llm;

/// <summary>What <c>eval knn-lm</c> was asked for.</summary>
/// <param name="Files">The folder whose texts (.md, .txt) are read, and kept back in part.</param>
/// <param name="Model">A GGUF file, or bundled.</param>
/// <param name="Neighbours">Neighbours of each token.</param>
/// <param name="MaxKeys">Most keys of the datastore; what comes later is not read.</param>
/// <param name="MaxTokens">Most tokens that are measured, of each half.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record KnnSuiteOptions(string Files, string Model, int Neighbours = 16, int MaxKeys = 20_000, int MaxTokens = 1_500, bool Json = false);

/// <summary>The suite <c>knn-lm</c>: perplexity with and without a datastore of the same documents. Every fifth paragraph is kept back; those take turns in choosing λ and temperature, and in measuring.</summary>
public static class KnnSuite
{
    private const int KeptBack = 5;
    private static readonly double[] Lambdas = [0.05, 0.1, 0.2, 0.3, 0.5];
    private static readonly double[] Temperatures = [0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when files or model cannot be used (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(KnnSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var (read, chosen, measured) = await SplitAsync(options.Files, cancellationToken).ConfigureAwait(false);
            var path = options.Model == LlmOptions.Bundled ? Path.Combine(new LlmFolders().Bundled, "assistant-llm-small.gguf") : options.Model;
            using var model = LlamaModel.Load(LlamaLibrary.Open(), path, cancellationToken: cancellationToken);
            var report = Measure(model, Path.GetFileNameWithoutExtension(path), read, chosen, measured, options, cancellationToken);
            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or LlamaException or DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Fills a datastore, chooses the settings on some texts and measures them on others.</summary>
    /// <exception cref="InvalidDataException">There is nothing to read, to choose by or to measure.</exception>
    public static KnnReport Measure(LlamaModel model, string name, IReadOnlyList<string> read, IReadOnlyList<string> chosen, IReadOnlyList<string> measured, KnnSuiteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(options);
        using var knn = new KnnLanguageModel(model, threads: Environment.ProcessorCount);
        foreach (var text in read.TakeWhile(_ => knn.Datastore.Count < options.MaxKeys)) knn.Read(text, cancellationToken);
        var first = Score(knn, chosen, options, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var second = Score(knn, measured, options, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (knn.Datastore.Count == 0 || first.Count == 0 || second.Count == 0) throw new InvalidDataException("There are too few paragraphs: some are read, some choose the settings, some are measured.");
        var (lambda, temperature) = Lambdas.SelectMany(_ => Temperatures, (share, heat) => (share, heat)).MinBy(setting => Perplexity(first.Select(step => step.Interpolated(setting.share, setting.heat))));
        return new KnnReport(
            name, knn.Datastore.Count, second.Count, lambda, temperature, options.Neighbours,
            Perplexity(second.Select(step => step.Probability)), Perplexity(second.Select(step => step.Interpolated(lambda, temperature))), elapsed / second.Count);
    }

    private static List<KnnStep> Score(KnnLanguageModel knn, IReadOnlyList<string> texts, KnnSuiteOptions options, CancellationToken cancellationToken)
    {
        var steps = new List<KnnStep>();
        foreach (var text in texts)
        {
            if (steps.Count >= options.MaxTokens) break;
            steps.AddRange(knn.Score(text, options.Neighbours, cancellationToken));
        }

        return steps;
    }

    private static double Perplexity(IEnumerable<double> probabilities) => Math.Exp(-probabilities.Average(probability => Math.Log(Math.Max(probability, double.Epsilon))));

    private static async Task<(List<string> Read, List<string> Chosen, List<string> Measured)> SplitAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new InvalidDataException($"There is no folder {folder}.");
        var (read, kept) = (new List<string>(), new List<string>());
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".md" or ".txt").Order(StringComparer.Ordinal))
        {
            var paragraphs = (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            kept.AddRange(paragraphs.Where((_, i) => i % KeptBack == KeptBack - 1));
            read.Add(string.Join("\n\n", paragraphs.Where((_, i) => i % KeptBack != KeptBack - 1)));
        }

        return (read, [.. kept.Where((_, i) => i % 2 == 0)], [.. kept.Where((_, i) => i % 2 == 1)]);
    }

    private static string Describe(KnnReport r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Model}: perplexity {r.Alone:0.00} alone, {r.Interpolated:0.00} with {r.Neighbours} neighbours of {r.Keys} keys (λ {r.Lambda}, temperature {r.Temperature}, chosen on other paragraphs), {r.Tokens} tokens, {r.MsPerToken:0.0} ms a token");
}
