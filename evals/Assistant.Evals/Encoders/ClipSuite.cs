using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Encoders;

/// <summary>What <c>eval clip</c> was asked for.</summary>
/// <param name="Path">Folder or ZIP archive of pictures.</param>
/// <param name="Model">The encoder.</param>
/// <param name="Column">Column of <c>labels.tsv</c> with the texts: retrieval both ways; null: classes by folder, zero-shot.</param>
/// <param name="Where">Part of the set: <c>column=value</c>, or a folder.</param>
/// <param name="Prompts">Templates with {} for the label; none: the label itself, or "a photo of a {}." for classes.</param>
/// <param name="Limit">At most this many pictures, spread evenly; 0 for all.</param>
/// <param name="Json">One JSON document instead of text.</param>
public sealed record ClipSuiteOptions(string Path, string Model = EncoderOptions.Bundled, string? Column = null, string? Where = null, IReadOnlyList<string>? Prompts = null, int Limit = 0, bool Json = false);

/// <summary>Measures of an encoder on a set of pictures; those of the other kind are null.</summary>
public sealed record ClipReport(
    string Name, string DataHash, string Encoder, int Pictures, int Texts, int Unreadable, IReadOnlyList<double>? TextToImage, IReadOnlyList<double>? ImageToText, double? ZeroShot, IReadOnlyList<string> Prompts, double Seconds);

/// <summary>The suite <c>clip</c>: texts and pictures in one space.</summary>
public static class ClipSuite
{
    private const int Batch = 64;
    private static readonly int[] Ks = [1, 5, 10];

    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when the pictures or the encoder cannot be read (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(ClipSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var pictures = PictureSet.Read(options.Path, options.Column, options.Where, options.Limit);
            using var encoder = EvalEncoder.Load(options.Model);
            await error.WriteLineAsync($"{pictures.Name}: {pictures.Pictures.Count} pictures, {encoder.Encoder.Id}").ConfigureAwait(false);
            var report = await MeasureAsync(encoder.Encoder, pictures, options.Column is null, options.Prompts, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or EncoderLoadException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Measures an encoder.</summary>
    /// <param name="encoder">Reads texts and pictures.</param>
    /// <param name="set">The pictures.</param>
    /// <param name="classes">Whether labels are classes (zero-shot) or texts (retrieval).</param>
    /// <param name="prompts">Templates with {} for the label.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    /// <exception cref="EncoderLoadException">The encoder lacks a tower.</exception>
    public static async Task<ClipReport> MeasureAsync(Encoder encoder, PictureSet set, bool classes, IReadOnlyList<string>? prompts = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(set);
        if (encoder.Text is null || encoder.Image is null) throw new EncoderLoadException($"{encoder.Id} does not read both texts and pictures.");
        prompts = prompts is { Count: > 0 } ? prompts : [classes ? "a photo of a {}." : "{}"];
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var names = set.Pictures.Select(picture => picture.Label).Distinct(StringComparer.Ordinal).ToList();
        var texts = new List<float[]>();
        foreach (var name in names)
        {
            // What is looked for is a query, whatever it is compared with.
            var vectors = await encoder.Text.GenerateAsync(prompts.Select(prompt => prompt.Replace("{}", name, StringComparison.Ordinal)), EncoderInput.Query, cancellationToken).ConfigureAwait(false);
            texts.Add(ClipMetrics.Mean([.. vectors.Select(vector => vector.Vector.ToArray())]));
        }

        var (pictures, labels) = await EncodeAsync(encoder.Image, set.Pictures, cancellationToken).ConfigureAwait(false);
        var report = new ClipReport(set.Name, set.DataHash, encoder.Id, pictures.Count, names.Count, set.Pictures.Count - pictures.Count, null, null, null, prompts, 0);
        report = classes
            ? report with { ZeroShot = ClipMetrics.Accuracy(pictures, labels, texts, names) }
            : report with { TextToImage = ClipMetrics.RecallAt(texts, names, pictures, labels, Ks), ImageToText = ClipMetrics.RecallAt(pictures, labels, texts, names, Ks) };
        return report with { Seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    private static async Task<(List<float[]> Vectors, List<string> Labels)> EncodeAsync(IEmbeddingGenerator<DataContent, Embedding<float>> tower, IReadOnlyList<LabelledPicture> pictures, CancellationToken cancellationToken)
    {
        var (made, labels) = (new List<float[]>(), new List<string>());
        foreach (var batch in pictures.Chunk(Batch))
        {
            try
            {
                await AddAsync(batch).ConfigureAwait(false);
            }
            catch (EncoderInputException) when (batch.Length > 1)
            {
                foreach (var one in batch)
                {
                    try
                    {
                        await AddAsync([one]).ConfigureAwait(false);
                    }
                    catch (EncoderInputException)
                    {
                        // Counted as unreadable.
                    }
                }
            }
        }

        return (made, labels);

        async Task AddAsync(LabelledPicture[] batch)
        {
            var vectors = await tower.GenerateAsync(batch.Select(picture => new DataContent(picture.Bytes, "application/octet-stream")), EncoderInput.Passage, cancellationToken).ConfigureAwait(false);
            made.AddRange(vectors.Select(vector => vector.Vector.ToArray()));
            labels.AddRange(batch.Select(picture => picture.Label));
        }
    }

    private static string Describe(ClipReport report)
    {
        string Recalls(IReadOnlyList<double> values) => string.Join("  ", values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"R@{Ks[i]} {value:0.000}")));
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{report.Name} ({report.DataHash[..12]}), {report.Encoder}: {report.Pictures} pictures, {report.Texts} texts, {report.Unreadable} unreadable, {report.Seconds:0.0} s; prompts: {string.Join(" | ", report.Prompts)}"),
        };
        if (report.ZeroShot is { } accuracy) lines.Add(string.Create(CultureInfo.InvariantCulture, $"zero-shot accuracy {accuracy:0.000}"));
        if (report.TextToImage is { } there) lines.Add($"text → image  {Recalls(there)}");
        if (report.ImageToText is { } back) lines.Add($"image → text  {Recalls(back)}");
        return string.Join('\n', lines);
    }
}
