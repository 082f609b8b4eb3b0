using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual;

/// <summary>
/// Questions about pictures of shapes, one type of question after the other (shape, colour, yes or no): generative domain-incremental.
/// The query is the normalized sum of the picture's and the question's embedding, the target that of the answer, and the answer generated
/// is the likeliest of all thirteen.
/// </summary>
internal sealed class EasyVqaScenario(string archive, FeatureTable features, int limit, Func<CancellationToken, Task<PairSet>> others)
{
    private const int MostQuestions = 6000;

    public async Task<Scenario> MakeAsync(CancellationToken cancellationToken)
    {
        using var zip = ZipFile.OpenRead(archive);
        using var reader = new StreamReader(Entry(zip, "answers.txt").Open());
        string[] answers = (await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var targets = await features.TextsAsync(answers, cancellationToken).ConfigureAwait(false);
        var train = await ReadAsync(zip, "train", answers, targets, cancellationToken).ConfigureAwait(false);
        var test = await ReadAsync(zip, "test", answers, targets, cancellationToken).ConfigureAwait(false);
        string[] types = ["shape", "colour", "yes or no"];
        var tasks = types.Select(type => new ScenarioTask(type, train.Pairs.Gather(train.Rows(type)), test.Pairs.Gather(test.Rows(type)))).ToList();
        var guard = await others(cancellationToken).ConfigureAwait(false);
        return new Scenario("easy-vqa", "generative domain-incremental", tasks, ScenarioTable.Rows(guard, i => i % 2 == 0), ScenarioTable.Rows(guard, i => i % 2 == 1), train.Hash);
    }

    private async Task<Part> ReadAsync(ZipArchive zip, string part, string[] answers, Matrix targets, CancellationToken cancellationToken)
    {
        using var stream = Entry(zip, $"{part}/questions.json").Open();
        var all = await JsonSerializer.DeserializeAsync<JsonElement[][]>(stream, cancellationToken: cancellationToken).ConfigureAwait(false) ?? [];
        var most = limit > 0 ? limit : MostQuestions;
        var questions = Enumerable.Range(0, Math.Min(most, all.Length)).Select(i => all[(int)((long)i * all.Length / Math.Min(most, all.Length))]).ToList();
        var pictures = PictureSet.Read(archive, where: $"{part}/images");
        var images = await features.PicturesAsync(pictures, cancellationToken).ConfigureAwait(false);
        var row = pictures.Pictures.Select((picture, at) => (Path.GetFileNameWithoutExtension(picture.File), at)).ToDictionary(entry => entry.Item1, entry => entry.at, StringComparer.Ordinal);
        var texts = await features.TextsAsync([.. questions.Select(question => question[0].GetString()!)], cancellationToken).ConfigureAwait(false);
        int[] labels = [.. questions.Select(question => Array.IndexOf(answers, question[1].GetString()))];
        var queries = images.Gather([.. questions.Select(question => row[question[2].GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)])]);
        TensorPrimitives.Add(queries.Values, texts.Values, queries.Values);
        queries.NormalizeRows();
        return new Part(new PairSet(queries, targets.Gather(labels), labels), [.. labels.Select(label => Type(answers[label]))], pictures.DataHash);
    }

    private static string Type(string answer) => answer switch { "yes" or "no" => "yes or no", "circle" or "rectangle" or "triangle" => "shape", _ => "colour" };

    private ZipArchiveEntry Entry(ZipArchive zip, string name) => zip.GetEntry(name) ?? throw new InvalidDataException($"{archive} has no {name}.");

    private sealed record Part(PairSet Pairs, string[] Types, string Hash)
    {
        public int[] Rows(string type) => [.. Enumerable.Range(0, Types.Length).Where(i => Types[i] == type)];
    }
}
