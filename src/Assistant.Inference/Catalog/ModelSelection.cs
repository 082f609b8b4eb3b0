namespace Assistant.Inference.Catalog;

/// <summary>Chooses what of a repository is loaded: settings and tokenizer of an encoder with its ONNX weights in full precision, or one GGUF; with the model card and license.</summary>
internal static class ModelSelection
{
    private static readonly string[] Settings =
    [
        "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "preprocessor_config.json", "sentence_bert_config.json",
        "config_sentence_transformers.json", "modules.json", "1_Pooling/config.json", "generation_config.json", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE",
    ];

    /// <summary>Chooses.</summary>
    /// <exception cref="HubException">The wanted file is not there, or there are no weights, or it is not clear which.</exception>
    public static List<HubFile> Choose(HubModel model, List<HubFile> files)
    {
        files = [.. files.Where(file => !file.IsHidden)];
        var weights = model.File is null ? Weights(model, files) : [Named(model, files)];
        return [.. files.Where(file => Settings.Contains(file.Path)), .. weights, .. weights.SelectMany(file => Beside(file, files))];
    }

    private static HubFile Named(HubModel model, List<HubFile> files) =>
        files.Find(file => file.Path == model.File) ?? throw new HubException($"{model.Id} has no {model.File}. It has: {Names(files.Where(IsWeights))}");

    private static List<HubFile> Weights(HubModel model, List<HubFile> files)
    {
        // Two towers, each in its file; a graph that holds both is twice as large and is not used.
        var towers = new[] { "text_model", "vision_model" }.Select(name => Onnx(files, name)).OfType<HubFile>().ToList();
        if (towers.Count > 0) return towers;
        if (Onnx(files, "model") is { } single) return [single];
        return files.Where(file => file.Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var only] => [only],
            [] => throw new HubException($"{model.Id} has neither onnx/*.onnx nor a GGUF file. Look for a repository with ONNX or GGUF weights."),
            var several => throw new HubException($"{model.Id} has several GGUF files; name one, as {model.Id}:{several[0].Path}. It has: {Names(several)}"),
        };
    }

    private static HubFile? Onnx(List<HubFile> files, string name) =>
        files.Find(file => file.Path == $"onnx/{name}.onnx") ?? files.Find(file => file.Path == $"{name}.onnx");

    /// <summary>Weights that an ONNX file keeps outside, as exporters name them: <c>model.onnx_data</c>, <c>model.onnx.data</c>, <c>model.onnx_data_1</c>.</summary>
    private static IEnumerable<HubFile> Beside(HubFile file, List<HubFile> files) =>
        file.Path.EndsWith(".onnx", StringComparison.Ordinal) ? files.Where(other => other.Path.StartsWith(file.Path + "_data", StringComparison.Ordinal) || other.Path == file.Path + ".data") : [];

    private static bool IsWeights(HubFile file) => Path.GetExtension(file.Path) is ".onnx" or ".gguf";

    private static string Names(IEnumerable<HubFile> files)
    {
        var names = files.Select(file => file.Path).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "no weights" : string.Join(", ", names.Take(20)) + (names.Count > 20 ? $" and {names.Count - 20} more" : "");
    }
}
