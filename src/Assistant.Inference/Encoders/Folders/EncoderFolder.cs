using System.Security.Cryptography;
using System.Text.Json;

namespace Assistant.Inference.Encoders.Folders;

/// <summary>An encoder in the hub's layout: which files its towers are, and its settings. Files are checked when they are named here.</summary>
internal sealed class EncoderFolder
{
    private static readonly string[] SettingsFiles =
        ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "preprocessor_config.json", "sentence_bert_config.json", "config_sentence_transformers.json", "1_Pooling/config.json"];

    private readonly long mostBytes;
    private readonly EncoderPrecision precision;

    /// <summary>Reads a folder.</summary>
    /// <exception cref="Core.Encoders.EncoderLoadException">It is no encoder, or a file of it is missing, damaged or not allowed.</exception>
    internal EncoderFolder(string folder, EncoderEngineOptions options)
    {
        (mostBytes, precision) = ((long)options.MaxModelMegabytes << 20, options.Precision);
        Files = new ModelFiles(folder);
        Config = Files.Settings("config.json") ?? throw Files.Problem("it has no config.json. An encoder is a folder in the hub's layout: config.json, tokenizer.json, onnx/…");
        var (text, image) = (Find("text_model"), Find("vision_model"));
        if (text is null && image is null)
        {
            var model = Find("model") ?? throw Files.Problem($"it has no onnx/model.onnx, onnx/text_model.onnx or onnx/vision_model.onnx{(precision == EncoderPrecision.Any ? "" : $" of the precision {precision}")}. Load the model with its ONNX files.");
            if (model.Takes("input_ids") && model.Takes("pixel_values")) throw Files.Problem($"{model.Relative} holds both towers in one graph. Add onnx/text_model.onnx and onnx/vision_model.onnx.");
            if (model.Takes("pixel_values")) image = model;
            else text = model;
        }

        if (text is not null && !text.Takes("input_ids")) throw Files.Problem($"{text.Relative} has no input \"input_ids\", but {Names(text)}.");
        if (image is not null && !image.Takes("pixel_values")) throw Files.Problem($"{image.Relative} has no input \"pixel_values\", but {Names(image)}.");
        (Text, Image) = (text, image);
        Id = $"{Files.Name}-{Digest()}";
    }

    internal ModelFiles Files { get; }

    internal JsonElement Config { get; }

    /// <summary>The model of texts; null when there is none.</summary>
    internal ModelFile? Text { get; }

    /// <summary>The model of pictures; null when there is none.</summary>
    internal ModelFile? Image { get; }

    /// <summary>Name of the folder and twelve digits of the hash of everything that decides on its vectors.</summary>
    internal string Id { get; }

    private ModelFile? Find(string name)
    {
        string[] suffixes = precision switch
        {
            EncoderPrecision.Full => [""],
            EncoderPrecision.Half => ["_fp16"],
            EncoderPrecision.Quantized => ["_quantized", "_int8"],
            _ => ["", "_fp16", "_quantized", "_int8"],
        };
        foreach (var suffix in suffixes)
            foreach (var relative in new[] { $"onnx/{name}{suffix}.onnx", $"{name}{suffix}.onnx" })
                if (Files.Inside(relative) is not { } path || File.Exists(path)) return Check(relative);
        return null;
    }

    private ModelFile Check(string relative)
    {
        var path = Files.Need(relative);
        try
        {
            var (inputs, external) = OnnxFileCheck.Run(Files, relative, mostBytes);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var bytes = 0L;
            foreach (var file in external.Order(StringComparer.Ordinal).Prepend(path)) bytes += Append(hash, file);
            return bytes <= mostBytes
                ? new ModelFile(relative, path, inputs, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes)
                : throw Files.Problem($"{relative} and its weights have {bytes >> 20} MB; {mostBytes >> 20} are allowed (Assistant:Encoders:MaxModelMegabytes).");
        }
        catch (InvalidDataException e)
        {
            throw Files.Problem($"{relative} was refused: {e.Message}.", e);
        }
        catch (IOException e)
        {
            throw Files.Problem($"{relative} cannot be read: {e.Message}", e);
        }
    }

    private static long Append(IncrementalHash hash, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var buffer = new byte[1 << 20];
        var bytes = 0L;
        for (int read; (read = stream.Read(buffer)) > 0; bytes += read) hash.AppendData(buffer.AsSpan(0, read));
        return bytes;
    }

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{Text?.Hash} {Image?.Hash}"));
        foreach (var file in SettingsFiles.Where(Files.Has)) Append(hash, Files.Need(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static string Names(ModelFile model) => model.Inputs.Count == 0 ? "none" : string.Join(", ", model.Inputs.Select(input => input.Name));
}
