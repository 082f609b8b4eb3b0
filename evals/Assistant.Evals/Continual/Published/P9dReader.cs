namespace Assistant.Evals.Continual.Published;

/// <summary>
/// P9D (CTP, Zhu et al. 2023, KevinLight831/CTP, configs/base_seqF.yaml and data/pretrain_product_dataset.py): products of nine industries, one after the
/// other. <c>json/train.json</c> is industry → item → {title, cate_name}, <c>json/test.json</c> item → {title, industry_name}; pictures are
/// <c>train_images/ITEM.jpg</c> and <c>gallery_images/ITEM.jpg</c>. A picture should find its title among all titles: retrieval, and the titles measured are never learned.
/// </summary>
internal static class P9dReader
{
    public static IReadOnlyList<PublishedTask> Read(string root)
    {
        var folder = new PublishedFolder(root);
        var train = PublishedFolder.Json(folder.File("json", "train.json"), json => json.EnumerateObject().Select(industry => (industry.Name, Items: industry.Value.EnumerateObject()
            .Select(item => new PublishedExample([folder.File("train_images", $"{item.Name}.jpg")], null, PublishedFolder.Text(item.Value, "title"))).ToList())).ToList());
        var test = PublishedFolder.Json(folder.File("json", "test.json"), json => json.EnumerateObject()
            .Select(item => (Industry: PublishedFolder.Text(item.Value, "industry_name"), Example: new PublishedExample([folder.File("gallery_images", $"{item.Name}.jpg")], null, PublishedFolder.Text(item.Value, "title")))).ToList());
        if (train.Count == 0) throw new InvalidDataException($"{Path.Combine(root, "json", "train.json")} has no industry.");
        return [.. train.Select(industry => new PublishedTask(industry.Name, industry.Items, [.. test.Where(item => item.Industry == industry.Name).Select(item => item.Example)]))];
    }
}
