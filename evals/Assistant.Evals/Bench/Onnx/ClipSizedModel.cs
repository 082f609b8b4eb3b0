using System.Text.Json;

namespace Assistant.Evals.Bench.Onnx;

/// <summary>
/// Writes a model folder of the size of CLIP ViT-B/32 (arXiv:2103.00020) with random weights: 12 layers of 768 over 50 patches of
/// 224 x 224 pixels, 12 layers of 512 over up to 77 tokens, 512 dimensions. It means nothing; it costs what the real one costs.
/// </summary>
internal static class ClipSizedModel
{
    private const int Space = 512, Vocabulary = 49_408, Context = 77;

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">The folder to make.</param>
    /// <param name="layers">Layers of each tower; 12 in the model itself.</param>
    internal static void Write(string folder, int layers = 12)
    {
        Directory.CreateDirectory(folder);
        Vision(layers).Save(Path.Combine(folder, "onnx", "vision_model.onnx"));
        Text(layers).Save(Path.Combine(folder, "onnx", "text_model.onnx"));
        Json(folder, "config.json", new { model_type = "clip", projection_dim = Space, text_config = new { max_position_embeddings = Context } });
        Json(folder, "preprocessor_config.json", new
        {
            image_processor_type = "CLIPImageProcessor",
            do_resize = true,
            size = new { shortest_edge = 224 },
            resample = 3,
            do_center_crop = true,
            crop_size = new { height = 224, width = 224 },
            do_rescale = true,
            rescale_factor = 1 / 255.0,
            do_normalize = true,
            do_convert_rgb = true,
            image_mean = new[] { 0.48145466, 0.4578275, 0.40821073 },
            image_std = new[] { 0.26862954, 0.26130258, 0.27577711 },
        });
        Tokenizer(folder);
    }

    private static OnnxModelWriter Vision(int layers)
    {
        const int width = 768, patches = 49;
        var (model, random) = (new OnnxModelWriter(), new Random(1));
        model.Input("pixel_values", OnnxModelWriter.Float, "batch", "3", "224", "224");
        var pixels = model.Node("Conv", ["pixel_values", Random(model, random, width, 3, 32, 32)], attributes: [("kernel_shape", new long[] { 32, 32 }), ("strides", new long[] { 32, 32 })]);
        var rows = model.Node("Transpose", [model.Node("Reshape", [pixels, model.Numbers(false, 0, width, patches)])], attributes: [("perm", new long[] { 0, 2, 1 })]);
        // The class token once for each picture: the first patch times zero plus the token.
        var first = model.Node("Slice", [rows, model.Numbers(false, 0), model.Numbers(false, 1), model.Numbers(false, 1)]);
        var token = model.Node("Add", [model.Node("Mul", [first, model.Weights([1], _ => 0)]), Random(model, random, 1, 1, width)]);
        var x = model.Node("Add", [model.Node("Concat", [token, rows], attributes: [("axis", 1L)]), Random(model, random, 1, patches + 1, width)]);
        var transformer = new TransformerLayers(model, random, width, heads: 12);
        x = transformer.Norm(x);
        for (var i = 0; i < layers; i++) x = transformer.Layer(x, mask: null);
        var pooled = transformer.Norm(model.Node("Gather", [x, model.Numbers(true, 0)], attributes: [("axis", 1L)]));
        model.Node("MatMul", [pooled, Random(model, random, width, Space)], "image_embeds");
        return model.Output("image_embeds", OnnxModelWriter.Float, "batch", $"{Space}");
    }

    private static OnnxModelWriter Text(int layers)
    {
        const int width = 512;
        var (model, random) = (new OnnxModelWriter(), new Random(2));
        model.Input("input_ids", OnnxModelWriter.Int64, "batch", "length").Input("attention_mask", OnnxModelWriter.Int64, "batch", "length");
        var tokens = model.Node("Gather", [Random(model, random, Vocabulary, width), "input_ids"]);
        var length = model.Node("Slice", [model.Node("Shape", ["input_ids"]), model.Numbers(false, 1), model.Numbers(false, 2)]);
        var positions = model.Node("Slice", [Random(model, random, Context, width), model.Numbers(false, 0), length, model.Numbers(false, 0)]);
        var x = model.Node("Add", [tokens, positions]);
        // 0 for a token, -10,000 for padding: [batch, 1, 1, length].
        var present = model.Node("Cast", [model.Node("Unsqueeze", ["attention_mask", model.Numbers(false, 1, 2)])], attributes: [("to", (long)OnnxModelWriter.Float)]);
        var mask = model.Node("Mul", [model.Node("Sub", [model.Weights([1], _ => 1), present]), model.Weights([1], _ => -10_000)]);
        var transformer = new TransformerLayers(model, random, width, heads: 8);
        for (var i = 0; i < layers; i++) x = transformer.Layer(x, mask);
        var pooled = transformer.Norm(model.Node("Gather", [x, model.Numbers(true, 0)], attributes: [("axis", 1L)]));
        model.Node("MatMul", [pooled, Random(model, random, width, Space)], "text_embeds");
        return model.Output("text_embeds", OnnxModelWriter.Float, "batch", $"{Space}");
    }

    internal static string Random(OnnxModelWriter model, Random random, params ReadOnlySpan<long> shape) =>
        model.Weights(shape, _ => ((float)random.NextDouble() - 0.5f) * 0.07f);

    /// <summary>Letters as words of a WordPiece vocabulary: every text has as many tokens as letters.</summary>
    private static void Tokenizer(string folder)
    {
        var vocabulary = new Dictionary<string, int>();
        foreach (var word in (string[])["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. "abcdefghijklmnopqrstuvwxyz0123456789".SelectMany(c => new[] { $"{c}", $"##{c}" })]) vocabulary.Add(word, vocabulary.Count);
        var special = new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]" }.Select(word => new { id = vocabulary[word], content = word, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true });
        Json(folder, "tokenizer.json", new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = special,
            normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, strip_accents = (bool?)null, lowercase = true },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = new
            {
                type = "TemplateProcessing",
                single = new object[] { Special("[CLS]"), new { Sequence = new { id = "A", type_id = 0 } }, Special("[SEP]") },
                pair = Array.Empty<object>(),
                special_tokens = new Dictionary<string, object>
                {
                    ["[CLS]"] = new { id = "[CLS]", ids = new[] { vocabulary["[CLS]"] }, tokens = new[] { "[CLS]" } },
                    ["[SEP]"] = new { id = "[SEP]", ids = new[] { vocabulary["[SEP]"] }, tokens = new[] { "[SEP]" } },
                },
            },
            decoder = new { type = "WordPiece", prefix = "##", cleanup = true },
            model = new { type = "WordPiece", unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 100, vocab = vocabulary },
        });
        Json(folder, "tokenizer_config.json", new { tokenizer_class = "BertTokenizer", model_max_length = Context, pad_token = "[PAD]", unk_token = "[UNK]", cls_token = "[CLS]", sep_token = "[SEP]" });
    }

    private static object Special(string word) => new { SpecialToken = new { id = word, type_id = 0 } };

    private static void Json(string folder, string name, object content) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content));
}
