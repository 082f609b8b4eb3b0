using System.Globalization;
using System.Text.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Evals.Corpus;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Pictures;

/// <summary>What <c>eval pictures</c> was asked for.</summary>
/// <param name="Cases">Descriptions with the picture that each is of (<c>pictures.json</c>).</param>
/// <param name="Files">The folder with the documents.</param>
/// <param name="Model">The encoder; <c>none</c> for words alone.</param>
/// <param name="Json">One JSON document instead of text.</param>
/// <param name="Verbose">Show each case.</param>
public sealed record PictureSuiteOptions(string Cases, string Files, string Model = EncoderOptions.Bundled, bool Json = false, bool Verbose = false);

/// <summary>A description, in words that are not its caption's, and the uri of the picture.</summary>
public sealed record PictureCase(string Uri, string Description);

/// <summary>How often the right picture came first, out of <paramref name="Cases"/>: by a search for pictures, by a look alone, as the answer to "find the picture of …", and by each kind of near-duplicate.</summary>
public sealed record PictureReport(string Encoder, int Cases, int Searched, int Seen, int Answered, IReadOnlyDictionary<string, int> NearDuplicates, IReadOnlyList<string> Missed);

/// <summary>The suite <c>pictures</c>: pictures of a collection by descriptions and by pictures that are nearly the same.</summary>
public static class PictureSuite
{
    /// <summary>Runs the suite and prints its result.</summary>
    /// <returns>0, or 1 when the cases or the encoder cannot be read (said on <paramref name="error"/>).</returns>
    public static async Task<int> RunAsync(PictureSuiteOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var cases = Read(options.Cases);
            using var encoder = string.Equals(options.Model, EncoderOptions.None, StringComparison.OrdinalIgnoreCase) ? null : EvalEncoder.Load(options.Model);
            var report = await MeasureAsync(cases, options.Files, encoder?.Encoder, cancellationToken).ConfigureAwait(false);
            await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(report, AssistantJson.Options) : Describe(report, options.Verbose)).ConfigureAwait(false);
            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or EncoderLoadException or JsonException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Reads cases.</summary>
    /// <exception cref="JsonException">The file is no list of cases.</exception>
    public static IReadOnlyList<PictureCase> Read(string file) =>
        JsonSerializer.Deserialize<List<PictureCase>>(File.ReadAllText(file), AssistantJson.Options) ?? throw new JsonException($"{file} holds no cases.");

    /// <summary>Loads the folder into a database of its own and measures.</summary>
    public static async Task<PictureReport> MeasureAsync(IReadOnlyList<PictureCase> cases, string files, Encoder? encoder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(files);
        var database = EvalDatabase.Open(encoders: new FixedEncoders(encoder, encoder));
        await using var _ = database.ConfigureAwait(false);
        await database.AddFolderAsync(files, cancellationToken).ConfigureAwait(false);
        await database.EmbedAsync(cancellationToken).ConfigureAwait(false);
        var looking = database.RetrieverWith(new RetrievalOptions { Weights = new LegWeights { Bm25 = 0, DenseText = 0 } });
        var missed = new List<string>();
        var (searched, seen, answered) = (0, 0, 0);
        foreach (var one in cases)
        {
            searched += await IsFirstAsync("search", database.Retriever, one, new SearchRequest(one.Description) { Kind = ContentKind.Image }).ConfigureAwait(false);
            if (encoder is not null) seen += await IsFirstAsync("look", looking, one, new SearchRequest(one.Description) { Kind = ContentKind.Image }).ConfigureAwait(false);
            answered += await IsCitedFirstAsync(database.Answerer, one).ConfigureAwait(false);
        }

        var duplicates = NearDuplicates.Kinds.ToDictionary(kind => kind, _ => 0);
        foreach (var one in encoder is null ? [] : cases)
        {
            foreach (var (kind, png) in NearDuplicates.Of(await File.ReadAllBytesAsync(Path.Combine(files, one.Uri), cancellationToken).ConfigureAwait(false)))
            {
                duplicates[kind] += await IsFirstAsync(kind, database.Retriever, one, new SearchRequest("") { Image = png }).ConfigureAwait(false);
            }
        }

        return new PictureReport(encoder?.Id ?? EncoderOptions.None, cases.Count, searched, seen, answered, duplicates, missed);

        async Task<int> IsFirstAsync(string how, IRetriever retriever, PictureCase one, SearchRequest request)
        {
            var hits = (await retriever.SearchAsync(request, cancellationToken).ConfigureAwait(false)).Hits;
            if (hits is [var first, ..] && first.Passage.Uri == one.Uri) return 1;
            var rank = hits.FirstOrDefault(hit => hit.Passage.Uri == one.Uri)?.Rank;
            missed.Add(string.Create(CultureInfo.InvariantCulture, $"{how}: {one.Uri} is {(rank is null ? "not found" : $"number {rank}")} behind {(hits.Count > 0 ? hits[0].Passage.Uri : "nothing")}"));
            return 0;
        }

        async Task<int> IsCitedFirstAsync(ExtractiveAnswerer answerer, PictureCase one)
        {
            await foreach (var step in answerer.AnswerAsync(new AnswerRequest($"Find the picture of {one.Description}"), cancellationToken).ConfigureAwait(false))
            {
                if (step is not CitationEvent cited) continue;
                if (cited.Citation.Uri == one.Uri) return 1;
                missed.Add($"answer: {cited.Citation.Uri} in place of {one.Uri}");
                return 0;
            }

            missed.Add($"answer: nothing in place of {one.Uri}");
            return 0;
        }
    }

    private static string Describe(PictureReport report, bool verbose)
    {
        var lines = new List<string>
        {
            $"{report.Cases} pictures, {report.Encoder}; right one first:",
            $"search for pictures by a description   {report.Searched}",
            $"by its look alone                      {report.Seen}",
            $"answer to \"Find the picture of …\"      {report.Answered}",
        };
        lines.AddRange(report.NearDuplicates.Select(entry => $"by itself, {entry.Key,-27} {entry.Value}"));
        if (verbose) lines.AddRange(report.Missed);
        return string.Join('\n', lines);
    }
}
