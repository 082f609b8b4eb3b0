using Assistant.Core.Learning;

namespace Assistant.Evals.Continual.Published;

/// <summary>Published benchmarks by name; each is read from the folder of its name in the data folder.</summary>
/// <param name="data">The data folder.</param>
/// <param name="features">Where features come from.</param>
/// <param name="limit">At most this many examples of a part, spread evenly; 0 for all, which must fit the memory.</param>
internal sealed class PublishedTable(string data, FeatureTable features, int limit)
{
    private const int ActivitiesPerTask = 4;

    /// <summary>Names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mtil", "climb", "p9d", "uestc-mmea-cl", "clove", "clove-scenes"];

    /// <summary>Makes a scenario.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="others">Pairs outside the tasks.</param>
    /// <param name="cancellationToken">Cancels between batches of features.</param>
    /// <exception cref="InvalidDataException">A file is missing or malformed; the message names it.</exception>
    public async Task<Scenario> MakeAsync(string name, PairSet others, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(data, name == "clove-scenes" ? "clove" : name);
        var (tasks, kind) = name switch
        {
            "mtil" => (MtilReader.Read(folder), "domain- and class-incremental"),
            "climb" => (ClimbReader.Read(folder), "task-incremental"),
            "p9d" => (P9dReader.Read(folder), "domain-incremental retrieval of titles never learned"),
            "uestc-mmea-cl" => (MmeaReader.Read(folder), "class-incremental, modalities missing"),
            "clove" => (CloveReader.Read(folder, CloveReader.Functions), "generative, function-incremental"),
            "clove-scenes" => (CloveReader.Read(folder, CloveReader.Scenes), "generative, scene-incremental"),
            _ => throw new InvalidDataException($"There is no published benchmark \"{name}\". There are: {string.Join(", ", Names)}."),
        };
        var made = await new PublishedStream(features, limit).MakeAsync(name, kind, tasks, others, cancellationToken).ConfigureAwait(false);
        return name switch
        {
            "climb" => made with { TaskTold = true },
            "p9d" => made with { Documents = true, LabelsUnseen = true },
            "uestc-mmea-cl" => made with
            {
                ClassesPerTask = ActivitiesPerTask,
                Tasks = StreamOrders.Cut(made.Tasks[0].Train, made.Tasks[0].Test, made.ClassNames, [.. Enumerable.Range(0, made.ClassNames.Count)], ActivitiesPerTask),
            },
            _ => made,
        };
    }
}
