using System.Text.Json;
using System.Text.RegularExpressions;
using Assistant.Inference.Encoders.Towers;

namespace Assistant.Inference.Encoders.Folders;

/// <summary>How a text model of BERT kind is used: what is put before a text, and how its tokens are pooled.</summary>
/// <param name="QueryPrefix">Before a text that is looked for.</param>
/// <param name="PassagePrefix">Before a text that is found.</param>
/// <param name="Pooling">How the vectors of its tokens become one, where the model does not do it.</param>
internal sealed partial record TextSettings(string QueryPrefix, string PassagePrefix, PoolingMode Pooling)
{
    /// <summary>Reads <c>config_sentence_transformers.json</c>, <c>modules.json</c> and <c>1_Pooling/config.json</c>; where a folder has none, the rules of known families by its name.</summary>
    /// <exception cref="Core.Encoders.EncoderLoadException">The settings ask for something that is not supported.</exception>
    internal static TextSettings Read(EncoderFolder folder)
    {
        var (query, passage) = Prompts(folder);
        return new TextSettings(query, passage, ReadPooling(folder));
    }

    private static (string Query, string Passage) Prompts(EncoderFolder folder)
    {
        if (folder.Files.Settings("config_sentence_transformers.json") is { } settings && settings.TryGetProperty("prompts", out var prompts) && prompts.ValueKind == JsonValueKind.Object && prompts.EnumerateObject().Any())
            return (Text(prompts, "query") ?? "", Text(prompts, "passage") ?? Text(prompts, "document") ?? "");
        // E5: "query: " and "passage: " (arXiv:2212.03533, model cards); the instruct models have prompts of their own.
        var name = NameOf(folder);
        if (E5().IsMatch(name) && !name.Contains("instruct", StringComparison.OrdinalIgnoreCase)) return ("query: ", "passage: ");
        // BGE (arXiv:2309.07597, model cards): an instruction before queries only; bge-m3 has none.
        var bge = Bge().Match(name);
        return !bge.Success ? ("", "") : (bge.Groups[1].Value == "zh" ? "为这个句子生成表示以用于检索相关文章：" : "Represent this sentence for searching relevant passages: ", "");
    }

    private static PoolingMode ReadPooling(EncoderFolder folder)
    {
        if (folder.Files.Settings("1_Pooling/config.json") is not { } settings)
            // Without settings the library of these models takes the mean; BGE and GTE (base, v1.5) are trained on the first token.
            return Cls().IsMatch(NameOf(folder)) ? PoolingMode.Cls : PoolingMode.Mean;
        (string Key, PoolingMode Mode)[] known =
        [
            ("pooling_mode_cls_token", PoolingMode.Cls), ("pooling_mode_mean_tokens", PoolingMode.Mean),
            ("pooling_mode_max_tokens", PoolingMode.Max), ("pooling_mode_lasttoken", PoolingMode.Last),
        ];
        var wanted = settings.EnumerateObject().Where(p => p.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.True).Select(p => p.Name).ToArray();
        return wanted.Length == 1 && known.FirstOrDefault(k => k.Key == wanted[0]) is { Key: not null } found
            ? found.Mode
            : throw folder.Files.Problem($"1_Pooling/config.json asks for {(wanted.Length == 0 ? "no pooling" : string.Join(" and ", wanted))}; one of {string.Join(", ", known.Select(k => k.Key))} is supported.");
    }

    private static string NameOf(EncoderFolder folder) => $"{folder.Files.Name} {Text(folder.Config, "_name_or_path")}";

    private static string? Text(JsonElement settings, string key) =>
        settings.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"(^|[-_/ ])e5[-_]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex E5();

    [GeneratedRegex(@"(?:^|[-_/ ])bge-(?:small|base|large)-(en|zh)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bge();

    [GeneratedRegex(@"(?:^|[-_/ ])(?:bge-|gte-(?:base|large)-en-v1\.5)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cls();
}
