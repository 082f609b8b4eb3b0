namespace Assistant.Evals.Continual.Published;

/// <summary>
/// MTIL (ZSCL, Zheng et al. 2023), a task a data set: each folder holds <c>split_zhou_NAME.json</c> of CoOp (Zhou et al. 2022, KaiyangZhou/CoOp,
/// datasets/oxford_pets.py) with <c>train</c> and <c>test</c>, lists of [picture, class number, class name]. Pictures lie in the folder or in the one
/// below it that holds them (<c>images</c>, <c>jpg</c>, <c>2750</c>, …). Aircraft, CIFAR-100 and MNIST come without such a file; one of this layout is
/// read like the others. <c>val</c> is left out. Tasks come in the order of their names, as MTIL's first order does.
/// </summary>
internal static class MtilReader
{
    public static IReadOnlyList<PublishedTask> Read(string root)
    {
        var tasks = new List<PublishedTask>();
        foreach (var folder in Directory.EnumerateDirectories(new PublishedFolder(root).Folder()).Order(StringComparer.OrdinalIgnoreCase))
        {
            var splits = Directory.GetFiles(folder, "split_zhou_*.json");
            if (splits.Length != 1) throw new InvalidDataException($"{folder} has {splits.Length} files split_zhou_*.json; one is needed.");
            var (train, test) = PublishedFolder.Json(splits[0], json => (Entries(json.GetProperty("train")), Entries(json.GetProperty("test"))));
            if (train.Count == 0) throw new InvalidDataException($"{splits[0]} has nothing under train.");
            string[] places = [folder, .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
            var pictures = new PublishedFolder(places.FirstOrDefault(place => File.Exists(Path.Combine(place, train[0].Picture)))
                ?? throw new InvalidDataException($"{folder}: {train[0].Picture} is neither there nor one folder below, though {Path.GetFileName(splits[0])} names it."));
            tasks.Add(new PublishedTask(Path.GetFileName(folder), Examples(train), Examples(test)));

            List<PublishedExample> Examples(List<(string Picture, string Class)> entries) =>
                entries.ConvertAll(entry => new PublishedExample([pictures.File(entry.Picture)], null, $"a photo of a {entry.Class.Replace('_', ' ')}."));
        }

        return tasks.Count > 0 ? tasks : throw new InvalidDataException($"{root} has no folder with a split_zhou_*.json.");
    }

    private static List<(string Picture, string Class)> Entries(System.Text.Json.JsonElement list) =>
        [.. list.EnumerateArray().Select(entry => (entry[0].GetString()!, entry[2].GetString()!))];
}
