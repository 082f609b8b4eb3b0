namespace Assistant.Evals.Continual.Published;

/// <summary>
/// CLOVE (Lei et al. 2023, showlab/CLVQA, README.md and mmf/common/CL_constant.py): questions about pictures, one function or one scene after the other.
/// <c>fcl_mmf_STAGE_{train,val}.json</c>, the release in JSON, are lists of {question, answer, image_id}. The release holds features of regions that our
/// encoders do not read, so the pictures themselves are needed: <c>images/IMAGE_ID.jpg</c>.
/// </summary>
internal static class CloveReader
{
    /// <summary>Stages by function, in the paper's order.</summary>
    public static IReadOnlyList<string> Functions { get; } = ["object", "attribute", "relation", "logical", "knowledge", "scenetext"];

    /// <summary>Stages by scene.</summary>
    public static IReadOnlyList<string> Scenes { get; } = ["a#ShopAndDining", "b#Workplace", "c#HomeOrHotel", "d#Transportation", "e#SportAndLeisure", "f#Outdoors"];

    public static IReadOnlyList<PublishedTask> Read(string root, IReadOnlyList<string> stages)
    {
        var folder = new PublishedFolder(root);
        return [.. stages.Select(stage => new PublishedTask(stage, Questions(stage, "train"), Questions(stage, "val")))];

        List<PublishedExample> Questions(string stage, string part) => PublishedFolder.Json(folder.File($"fcl_mmf_{stage}_{part}.json"), json => json.EnumerateArray()
            .Select(entry => new PublishedExample([folder.File("images", $"{PublishedFolder.Text(entry, "image_id")}.jpg")], PublishedFolder.Text(entry, "question"), PublishedFolder.Text(entry, "answer"))).ToList());
    }
}
