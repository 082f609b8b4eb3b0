using Assistant.Core.Learning;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual;

/// <summary>Makes the scenarios from the data folder: <c>cifar10.zip</c>, <c>pacs.zip</c>, <c>emoji-styles.zip</c>, <c>easy-vqa.zip</c>.</summary>
/// <param name="data">The data folder.</param>
/// <param name="features">Where features come from.</param>
/// <param name="limit">At most this many pictures of a part, spread evenly; 0 for all.</param>
public sealed class ScenarioTable(string data, FeatureTable features, int limit)
{
    /// <summary>Names, in the order of the report.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cifar10", "pacs", "emoji-styles", "emoji-groups", "easy-vqa", "modality"];

    /// <summary>Makes a scenario.</summary>
    /// <exception cref="InvalidDataException">There is no such scenario, or its data is missing.</exception>
    public Task<Scenario> MakeAsync(string name, CancellationToken cancellationToken) => name switch
    {
        "cifar10" => CifarAsync(cancellationToken),
        "pacs" => PacsAsync(cancellationToken),
        "emoji-styles" => EmojiStylesAsync(cancellationToken),
        "emoji-groups" => EmojiGroupsAsync(cancellationToken),
        "easy-vqa" => new EasyVqaScenario(File("easy-vqa.zip"), features, limit, EmojiNamesAsync).MakeAsync(cancellationToken),
        "modality" => new ModalityScenario(File("emoji-styles.zip"), features, limit, CifarNamesAsync).MakeAsync(cancellationToken),
        _ => throw new InvalidDataException($"There is no scenario \"{name}\". There are: {string.Join(", ", Names)}."),
    };

    private string File(string name)
    {
        var path = Path.Combine(data, name);
        return System.IO.File.Exists(path) ? path : throw new InvalidDataException($"{path} is missing. Name the folder that holds {name} with --data.");
    }

    // Split CIFAR-10: five tasks of two classes.
    private async Task<Scenario> CifarAsync(CancellationToken cancellationToken)
    {
        var (train, test) = (PictureSet.Read(File("cifar10.zip"), where: "train", limit: limit), PictureSet.Read(File("cifar10.zip"), where: "test", limit: limit));
        var names = ClassNames(train);
        var (learn, measure) = (await ClassesAsync(train, names, cancellationToken).ConfigureAwait(false), await ClassesAsync(test, names, cancellationToken).ConfigureAwait(false));
        var tasks = Enumerable.Range(0, names.Count / 2).Select(t => new ScenarioTask($"{names[2 * t]}, {names[(2 * t) + 1]}", Only(learn, label => label / 2 == t), Only(measure, label => label / 2 == t))).ToList();
        var (reference, guard) = Halves(await EmojiNamesAsync(cancellationToken).ConfigureAwait(false));
        return new Scenario("cifar10", "class-incremental", tasks, reference, guard, train.DataHash);
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

    // Names of emoji, one drawing style after the other; every fifth name is never learned in any style.
    private async Task<Scenario> EmojiStylesAsync(CancellationToken cancellationToken)
    {
        string[] styles = ["noto", "blob", "twemoji", "fluent3d"];
        var tasks = new List<ScenarioTask>();
        var hash = "";
        foreach (var style in styles)
        {
            var pictures = PictureSet.Read(File("emoji-styles.zip"), "name_en", $"style={style}", limit);
            (var pairs, hash) = (await ClassesAsync(pictures, ClassNames(pictures), cancellationToken, "{}").ConfigureAwait(false), hash + pictures.DataHash);
            tasks.Add(new ScenarioTask(style, Rows(pairs, i => i % 5 != 0), Rows(pairs, i => i % 5 == 0)));
        }

        var (reference, guard) = Halves(await CifarNamesAsync(cancellationToken).ConfigureAwait(false));
        return new Scenario("emoji-styles", "domain-incremental", tasks, reference, guard, hash) { Documents = true };
    }

    // Groups of emoji, three tasks of three groups over all styles; every fifth picture is held back.
    private async Task<Scenario> EmojiGroupsAsync(CancellationToken cancellationToken)
    {
        var pictures = PictureSet.Read(File("emoji-styles.zip"), "group", limit: limit);
        var names = ClassNames(pictures);
        var pairs = await ClassesAsync(pictures, names, cancellationToken, "{}").ConfigureAwait(false);
        var tasks = Enumerable.Range(0, (names.Count + 2) / 3).Select(t => new ScenarioTask(
            string.Join(", ", names.Skip(3 * t).Take(3)), Only(Rows(pairs, i => i % 5 != 0), label => label / 3 == t), Only(Rows(pairs, i => i % 5 == 0), label => label / 3 == t))).ToList();
        var (reference, guard) = Halves(await CifarNamesAsync(cancellationToken).ConfigureAwait(false));
        return new Scenario("emoji-groups", "class-incremental", tasks, reference, guard, pictures.DataHash);
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
        var texts = await features.TextsAsync([.. names.Select(name => prompt.Replace("{}", name, StringComparison.Ordinal))], cancellationToken).ConfigureAwait(false);
        var column = names.Select((name, at) => (name, at)).ToDictionary(entry => entry.name, entry => entry.at, StringComparer.Ordinal);
        int[] labels = [.. pictures.Pictures.Select(picture => column[picture.Label])];
        return new PairSet(images, texts.Gather(labels), labels);
    }

    private static List<string> ClassNames(PictureSet pictures) => [.. pictures.Pictures.Select(picture => picture.Label).Distinct(StringComparer.Ordinal)];

    private static PairSet Only(PairSet pairs, Func<int, bool> label) => Rows(pairs, i => label(pairs.Labels[i]));

    internal static PairSet Rows(PairSet pairs, Func<int, bool> row) => pairs.Gather([.. Enumerable.Range(0, pairs.Count).Where(row)]);

    private static (PairSet Reference, PairSet Guard) Halves(PairSet pairs) => (Rows(pairs, i => i % 2 == 0), Rows(pairs, i => i % 2 == 1));
}
