using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual.Published;

/// <summary>
/// Turns published examples into a stream on frozen features. A query is the normalized sum of the mean of its pictures, its text and its
/// inertial data, each of length 1, as far as it has them: what is missing adds nothing. Equal targets are one label over all tasks.
/// </summary>
/// <param name="features">Where features come from.</param>
/// <param name="limit">At most this many examples of a part, spread evenly; 0 for all.</param>
internal sealed class PublishedStream(FeatureTable features, int limit)
{
    /// <summary>Makes the stream.</summary>
    /// <param name="name">Name of the scenario.</param>
    /// <param name="kind">What changes from task to task.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="others">Pairs outside the tasks: half of them reference, half guard.</param>
    /// <param name="cancellationToken">Cancels between batches of features.</param>
    /// <exception cref="InvalidDataException">A task has nothing to learn or to measure, or a file cannot be read.</exception>
    public async Task<Scenario> MakeAsync(string name, string kind, IReadOnlyList<PublishedTask> tasks, PairSet others, CancellationToken cancellationToken)
    {
        var cut = tasks.Select(task => (task.Name, Train: Spread(task.Train), Test: Spread(task.Test))).ToList();
        foreach (var task in cut.Where(task => task.Train.Count == 0 || task.Test.Count == 0)) throw new InvalidDataException($"{name}: {task.Name} has no example to {(task.Train.Count == 0 ? "learn from" : "measure on")}.");
        List<string> targets = [.. cut.SelectMany(task => task.Train.Concat(task.Test)).Select(example => example.Target).Distinct(StringComparer.Ordinal)];
        var labels = targets.Select((target, at) => (target, at)).ToDictionary(entry => entry.target, entry => entry.at, StringComparer.Ordinal);
        var texts = await features.TextsAsync(targets, cancellationToken).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var made = new List<ScenarioTask>();
        foreach (var task in cut) made.Add(new ScenarioTask(task.Name, await PairsAsync(task.Train).ConfigureAwait(false), await PairsAsync(task.Test).ConfigureAwait(false)));
        return new Scenario(name, kind, made, ScenarioTable.Rows(others, i => i % 2 == 0), ScenarioTable.Rows(others, i => i % 2 == 1), Convert.ToHexStringLower(hash.GetHashAndReset())) { ClassNames = targets };

        async Task<PairSet> PairsAsync(IReadOnlyList<PublishedExample> examples)
        {
            int[] own = [.. examples.Select(example => labels[example.Target])];
            return new PairSet(await QueriesAsync(examples, hash, cancellationToken).ConfigureAwait(false), texts.Gather(own), own);
        }
    }

    private async Task<Matrix> QueriesAsync(IReadOnlyList<PublishedExample> examples, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var queries = new Matrix(examples.Count, features.Dimensions);
        // A picture that several examples ask about is read once.
        List<string> files = [.. examples.SelectMany(example => example.Pictures).Distinct(StringComparer.Ordinal)];
        if (files.Count > 0)
        {
            var pictures = files.ConvertAll(file => new LabelledPicture(file, "", File.ReadAllBytes(file)));
            using var own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var picture in pictures) own.AppendData(SHA256.HashData(picture.Bytes.Span));
            var key = Convert.ToHexStringLower(own.GetHashAndReset());
            hash.AppendData(Encoding.UTF8.GetBytes(key));
            var images = await features.PicturesAsync(new PictureSet("published", key, pictures), cancellationToken).ConfigureAwait(false);
            var row = files.Select((file, at) => (file, at)).ToDictionary(entry => entry.file, entry => entry.at, StringComparer.Ordinal);
            for (var i = 0; i < examples.Count; i++)
            {
                foreach (var file in examples[i].Pictures) TensorPrimitives.Add<float>(queries[i], images[row[file]], queries[i]);
            }

            queries.NormalizeRows();
        }

        int[] worded = [.. Enumerable.Range(0, examples.Count).Where(i => examples[i].Text is not null)];
        if (worded.Length > 0)
        {
            List<string> words = [.. worded.Select(i => examples[i].Text!)];
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', words)));
            var texts = await features.TextsAsync(words, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < worded.Length; i++) TensorPrimitives.Add<float>(queries[worded[i]], texts[i], queries[worded[i]]);
        }

        for (var i = 0; i < examples.Count; i++)
        {
            if (examples[i].Inertial is not { } file) continue;
            hash.AppendData(File.ReadAllBytes(file));
            TensorPrimitives.Add(queries[i], InertialFeatures.Of(InertialFeatures.Read(file), features.Dimensions), queries[i]);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', examples.Select(example => example.Target))));
        queries.NormalizeRows();
        return queries;
    }

    private IReadOnlyList<PublishedExample> Spread(IReadOnlyList<PublishedExample> all) =>
        limit <= 0 || all.Count <= limit ? all : [.. Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Count / limit)])];
}
