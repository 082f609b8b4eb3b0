using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Continual.Published;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual;

/// <summary>Makes the scenarios from the data folder: <c>cifar10.zip</c>, <c>pacs.zip</c>, <c>emoji-styles.zip</c>, <c>easy-vqa.zip</c>.</summary>
/// <param name="data">The data folder.</param>
/// <param name="features">Where features come from.</param>
/// <param name="limit">At most this many pictures of a part, spread evenly; 0 for all.</param>
public sealed class ScenarioTable(string data, FeatureTable features, int limit)
{
    /// <summary>Names, in the order of the report.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cifar10", "cifar10-tasks", "pacs", "emoji-styles", "emoji-groups", "emoji-groups-tasks", "emoji-names", "easy-vqa", "modality"];

    /// <summary>Published benchmarks, read from the folder of their name in the data folder; only run when they are asked for.</summary>
    public static IReadOnlyList<string> Published => PublishedTable.Names;

    /// <summary>Makes a scenario.</summary>
    /// <exception cref="InvalidDataException">There is no such scenario, or its data is missing.</exception>
    public Task<Scenario> MakeAsync(string name, CancellationToken cancellationToken) => Published.Contains(name) ? PublishedAsync(name, cancellationToken) : name switch
    {
        "cifar10" => CifarAsync(name, told: false, cancellationToken),
        "cifar10-tasks" => CifarAsync(name, told: true, cancellationToken),
        "pacs" => PacsAsync(cancellationToken),
        "emoji-styles" => EmojiStreamAsync(name, named: false, cancellationToken),
        "emoji-groups" => EmojiGroupsAsync(name, told: false, cancellationToken),
        "emoji-groups-tasks" => EmojiGroupsAsync(name, told: true, cancellationToken),
        "emoji-names" => EmojiStreamAsync(name, named: true, cancellationToken),
        "easy-vqa" => new EasyVqaScenario(File("easy-vqa.zip"), features, limit, EmojiNamesAsync).MakeAsync(cancellationToken),
        "modality" => new ModalityScenario(File("emoji-styles.zip"), features, limit, CifarNamesAsync).MakeAsync(cancellationToken),
        _ => throw new InvalidDataException($"There is no scenario \"{name}\". There are: {string.Join(", ", Names.Concat(Published))}."),
    };

    private async Task<Scenario> PublishedAsync(string name, CancellationToken cancellationToken) =>
        await new PublishedTable(data, features, limit).MakeAsync(name, await EmojiNamesAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private string File(string name)
    {
        var path = Path.Combine(data, name);
        return System.IO.File.Exists(path) ? path : throw new InvalidDataException($"{path} is missing. Name the folder that holds {name} with --data.");
    }

    // Split CIFAR-10: five tasks of two classes.
    private async Task<Scenario> CifarAsync(string name, bool told, CancellationToken cancellationToken)
    {
        var (train, test) = (PictureSet.Read(File("cifar10.zip"), where: "train", limit: limit), PictureSet.Read(File("cifar10.zip"), where: "test", limit: limit));
        var names = ClassNames(train);
        var (learn, measure) = (await ClassesAsync(train, names, cancellationToken).ConfigureAwait(false), await ClassesAsync(test, names, cancellationToken).ConfigureAwait(false));
        return ByClasses(name, told, learn, measure, names, 2, await EmojiNamesAsync(cancellationToken).ConfigureAwait(false), train.DataHash);
    }

    // PACS: seven classes, one drawing style after the other; every fifth picture is held back.
    private async Task<Scenario> PacsAsync(CancellationToken cancellationToken)
    {
        string[] domains = ["photo", "art_painting", "cartoon", "sketch"];
        var tasks = new List<ScenarioTask>();
        IReadOnlyList<string>? names = null;
        var hash = "";
        foreach (var domain in domains)
        {
            var pictures = PictureSet.Read(File("pacs.zip"), where: domain, limit: limit);
            names ??= ClassNames(pictures);
            (var pairs, hash) = (await ClassesAsync(pictures, names, cancellationToken).ConfigureAwait(false), hash + pictures.DataHash);
            tasks.Add(new ScenarioTask(domain.Replace('_', ' '), Rows(pairs, i => i % 5 != 0), Rows(pairs, i => i % 5 == 0)));
        }

        var (reference, guard) = Halves(await EmojiNamesAsync(cancellationToken).ConfigureAwait(false));
        return new Scenario("pacs", "domain-incremental", tasks, reference, guard, hash);
    }

    // Emoji, one drawing style after the other. The same fifth of the names is held back in every style. The classes are the groups, or each
    // name is a document of its own: then what is measured was never learned, and only moving queries can help.
    private async Task<Scenario> EmojiStreamAsync(string scenario, bool named, CancellationToken cancellationToken)
    {
        string[] styles = ["noto", "blob", "twemoji", "fluent3d"];
        var archive = File("emoji-styles.zip");
        var sets = styles.Select(style => (Names: PictureSet.Read(archive, "name_en", $"style={style}", limit), Groups: PictureSet.Read(archive, "group", $"style={style}", limit))).ToList();
        List<string> names = [.. sets.SelectMany(set => ClassNames(set.Names)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        List<string> groups = [.. sets.SelectMany(set => ClassNames(set.Groups)).Distinct(StringComparer.Ordinal)];
        var heldBack = names.Where((_, at) => at % 5 == 0).ToHashSet(StringComparer.Ordinal);
        var tasks = new List<ScenarioTask>();
        foreach (var (style, set) in styles.Zip(sets))
        {
            // Features are kept by name, so both scenarios share them.
            var byName = await ClassesAsync(set.Names, names, cancellationToken, "{}").ConfigureAwait(false);
            var pairs = named ? byName : await LabelledAsync(byName.Queries, set.Groups, groups, cancellationToken).ConfigureAwait(false);
            tasks.Add(new ScenarioTask(style, Rows(pairs, i => !heldBack.Contains(set.Names.Pictures[i].Label)), Rows(pairs, i => heldBack.Contains(set.Names.Pictures[i].Label))));
        }

        var (reference, guard) = Halves(await CifarNamesAsync(cancellationToken).ConfigureAwait(false));
        return new Scenario(scenario, named ? "domain-incremental retrieval of names never learned" : "domain-incremental", tasks, reference, guard, string.Concat(sets.Select(set => set.Names.DataHash))) { Documents = named, LabelsUnseen = named };
    }

    // Groups of emoji, three tasks of three groups over all styles; every fifth picture is held back.
    private async Task<Scenario> EmojiGroupsAsync(string name, bool told, CancellationToken cancellationToken)
    {
        var pictures = PictureSet.Read(File("emoji-styles.zip"), "group", limit: limit);
        var names = ClassNames(pictures);
        var pairs = await ClassesAsync(pictures, names, cancellationToken, "{}").ConfigureAwait(false);
        return ByClasses(name, told, Rows(pairs, i => i % 5 != 0), Rows(pairs, i => i % 5 == 0), names, 3, await CifarNamesAsync(cancellationToken).ConfigureAwait(false), pictures.DataHash);
    }

    private static Scenario ByClasses(string name, bool told, PairSet train, PairSet test, List<string> names, int perTask, PairSet others, string hash)
    {
        var (reference, guard) = Halves(others);
        var tasks = StreamOrders.Cut(train, test, names, [.. Enumerable.Range(0, names.Count)], perTask);
        return new Scenario(name, told ? "task-incremental" : "class-incremental", tasks, reference, guard, hash) { ClassesPerTask = perTask, ClassNames = names, TaskTold = told };
    }

    private async Task<PairSet> EmojiNamesAsync(CancellationToken cancellationToken)
    {
        var pictures = PictureSet.Read(File("emoji-styles.zip"), "name_en", "style=noto", limit > 0 ? limit : 400);
        return await ClassesAsync(pictures, ClassNames(pictures), cancellationToken, "{}").ConfigureAwait(false);
    }

    private async Task<PairSet> CifarNamesAsync(CancellationToken cancellationToken)
    {
        var pictures = PictureSet.Read(File("cifar10.zip"), where: "test", limit: limit > 0 ? limit : 1000);
        return await ClassesAsync(pictures, ClassNames(pictures), cancellationToken).ConfigureAwait(false);
    }

    private async Task<PairSet> ClassesAsync(PictureSet pictures, IReadOnlyList<string> names, CancellationToken cancellationToken, string prompt = "a photo of a {}.")
    {
        var images = await features.PicturesAsync(pictures, cancellationToken).ConfigureAwait(false);
        return await LabelledAsync(images, pictures, names, cancellationToken, prompt).ConfigureAwait(false);
    }

    private async Task<PairSet> LabelledAsync(Matrix images, PictureSet pictures, IReadOnlyList<string> names, CancellationToken cancellationToken, string prompt = "{}")
    {
        var texts = await features.TextsAsync([.. names.Select(name => prompt.Replace("{}", name, StringComparison.Ordinal))], cancellationToken).ConfigureAwait(false);
        var column = names.Select((name, at) => (name, at)).ToDictionary(entry => entry.name, entry => entry.at, StringComparer.Ordinal);
        int[] labels = [.. pictures.Pictures.Select(picture => column[picture.Label])];
        return new PairSet(images, texts.Gather(labels), labels);
    }

    private static List<string> ClassNames(PictureSet pictures) => [.. pictures.Pictures.Select(picture => picture.Label).Distinct(StringComparer.Ordinal)];

    internal static PairSet Rows(PairSet pairs, Func<int, bool> row) => pairs.Gather([.. Enumerable.Range(0, pairs.Count).Where(row)]);

    private static (PairSet Reference, PairSet Guard) Halves(PairSet pairs) => (Rows(pairs, i => i % 2 == 0), Rows(pairs, i => i % 2 == 1));
}
