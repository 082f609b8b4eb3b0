using System.Text;
using Assistant.Evals.Bench.Onnx;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>Ways to damage a model folder: the tiny model to start from, what is done to it, and words of the error.</summary>
internal static class DamagedFolders
{
    private const string Text = "onnx/text_model.onnx", Vision = "onnx/vision_model.onnx", Bert = "onnx/model.onnx";
    private const int F = OnnxModelWriter.Float, I = OnnxModelWriter.Int64;

    public static IReadOnlyDictionary<string, (string Model, Action<string> Damage, string Words)> All { get; } = new Dictionary<string, (string, Action<string>, string)>
    {
        ["no config.json"] = ("clip-tiny", Delete("config.json"), "config.json"),
        ["config.json cut off"] = ("clip-tiny", Cut("config.json", 0.5), "config.json is damaged"),
        ["config.json is a list"] = ("clip-tiny", Write("config.json", "[]"), "config.json"),
        ["config.json is empty"] = ("clip-tiny", Write("config.json", ""), "config.json is damaged"),
        ["config.json is very large"] = ("clip-tiny", Write("config.json", $"{{\"a\":\"{new string('a', 5_000_000)}\"}}"), "larger than"),
        ["config.json is nested deeply"] = ("clip-tiny", Write("config.json", new string('[', 100_000)), "config.json is damaged"),
        ["config.json is not UTF-8"] = ("clip-tiny", folder => File.WriteAllBytes(Path.Combine(folder, "config.json"), [0x7B, 0x22, 0xFF, 0xFE, 0x22]), "config.json is damaged"),
        ["config.json is a link out"] = ("clip-tiny", LinkOut("config.json"), "leads out"),
        ["no tokenizer.json"] = ("clip-tiny", Delete("tokenizer.json"), "tokenizer.json"),
        ["tokenizer.json cut off"] = ("clip-tiny", Cut("tokenizer.json", 0.7), "tokenizer.json"),
        ["tokenizer.json of an unknown kind"] = ("clip-tiny", Write("tokenizer.json", """{"model":{"type":"Magic","vocab":{}}}"""), "tokenizer.json"),
        ["tokenizer.json without words"] = ("bge-tiny", Write("tokenizer.json", """{"model":{"type":"WordPiece","vocab":{}}}"""), "tokenizer.json"),
        ["tokens that the model does not have"] = ("bge-tiny", Change("tokenizer.json", "\"id\": 2,", "\"id\": 900000,", "[CLS]\": 2", "[CLS]\": 900000", "\n          2\n", "\n          900000\n", ",2]", ",900000]", "\"[CLS]\":2", "\"[CLS]\":900000", "\"ids\":[2]", "\"ids\":[900000]"), "onnx/model.onnx"),
        ["no preprocessor_config.json"] = ("clip-tiny", Delete("preprocessor_config.json"), "preprocessor_config.json"),
        ["preprocessor_config.json cut off"] = ("clip-tiny", Cut("preprocessor_config.json", 0.5), "preprocessor_config.json"),
        ["pictures without height"] = ("siglip-tiny", Write("preprocessor_config.json", """{"do_resize":true,"size":{"height":0,"width":224},"resample":3}"""), "preprocessor_config.json"),
        ["pictures of absurd size"] = ("siglip-tiny", Write("preprocessor_config.json", """{"do_resize":true,"size":{"height":2000000000,"width":2000000000},"resample":3}"""), "preprocessor_config.json"),
        ["pictures of another size than the model's"] = ("siglip-tiny", Write("preprocessor_config.json", """{"do_resize":true,"size":{"height":112,"width":112},"resample":3}"""), Vision),
        ["no models"] = ("clip-tiny", folder => Directory.Delete(Path.Combine(folder, "onnx"), true), "onnx/text_model.onnx"),
        ["an empty model"] = ("clip-tiny", Write(Text, ""), "it is empty"),
        ["a model cut in half"] = ("clip-tiny", Cut(Text, 0.5), Text),
        ["a model without its last byte"] = ("clip-tiny", Cut(Vision, -1), Vision),
        ["sixteen bytes of a model"] = ("bge-tiny", Cut(Bert, 16), Bert),
        ["noise instead of a model"] = ("bge-tiny", folder => Noise(Path.Combine(folder, Bert)), Bert),
        ["text instead of a model"] = ("bge-tiny", Write(Bert, "<!DOCTYPE html><html>404</html>"), Bert),
        ["a folder instead of a model"] = ("clip-tiny", Folder(Text), "onnx/text_model.onnx"),
        ["a model that is a link out"] = ("clip-tiny", LinkOut(Text), "leads out"),
        ["models behind a link out"] = ("clip-tiny", LinkOut("onnx"), "leads out"),
        ["another input of texts"] = ("clip-tiny", TextModel(m => Average(m, "words"), "words"), "input_ids"),
        ["another input of pictures"] = ("clip-tiny", VisionModel(m => Pool(m, "pictures"), "pictures"), "pixel_values"),
        ["an input that nothing gives"] = ("clip-tiny", TextModel(m => Average(m.Input("temperature", F, "1"), "input_ids"), "input_ids"), "temperature"),
        ["two inputs of pictures"] = ("clip-tiny", VisionModel(m => Pool(m.Input("scale", F, "1"), "pixel_values"), "pixel_values"), Vision),
        ["pictures as whole numbers"] = ("clip-tiny", Save(Vision, m =>
        {
            m.Input("pixel_values", I, "batch", "3", "224", "224").Output("image_embeds", F, "batch", "3");
            Pool(m, m.Node("Cast", ["pixel_values"], attributes: [("to", (long)F)]), "image_embeds");
        }), Vision),
        ["tokens in three dimensions"] = ("clip-tiny", Save(Text, m => Average(m.Input("input_ids", I, "a", "b", "c").Output("text_embeds", F, "a", "24"), "input_ids")), Text),
        ["batches of four only"] = ("clip-tiny", Save(Text, m => Average(m.Input("input_ids", I, "4", "length").Output("text_embeds", F, "4", "24"), "input_ids")), "batches of 4"),
        ["fewer tokens than the tokenizer gives"] = ("clip-tiny", Save(Text, m => Average(m.Input("input_ids", I, "batch", "5").Output("text_embeds", F, "batch", "24"), "input_ids")), "5 tokens"),
        ["an output that nobody knows"] = ("clip-tiny", Save(Text, m =>
        {
            m.Input("input_ids", I, "batch", "length").Output("logits", F, "batch", "length", "24");
            m.Node("Gather", [m.Weights([2_000, 24], i => i), "input_ids"], "logits");
        }), "none of its outputs"),
        ["a vector for the batch"] = ("clip-tiny", Save(Text, m =>
        {
            m.Input("input_ids", I, "batch", "length").Output("text_embeds", F, "24");
            m.Node("ReduceMean", [m.Node("Gather", [m.Weights([2_000, 24], i => i), "input_ids"])], "text_embeds", attributes: [("axes", new long[] { 0, 1 }), ("keepdims", 0L)]);
        }), "the model gave [24]"),
        ["texts and pictures of different width"] = ("clip-tiny", TextModel(m => Average(m, "input_ids", width: 10), "input_ids"), "do not share a space"),
        ["both towers in one graph"] = ("clip-tiny", folder =>
        {
            Directory.Delete(Path.Combine(folder, "onnx"), true);
            Save(Bert, m => Average(m.Input("input_ids", I, "batch", "length").Input("pixel_values", F, "batch", "3", "224", "224").Output("text_embeds", F, "batch", "24"), "input_ids"))(folder);
        }, "both towers"),
        ["vectors that are not numbers"] = ("clip-tiny", TextModel(m => Average(m, "input_ids", value: float.NaN), "input_ids"), "not finite"),
        ["vectors without end"] = ("clip-tiny", TextModel(m => Average(m, "input_ids", value: float.PositiveInfinity), "input_ids"), "not finite"),
        ["vectors of zeros"] = ("clip-tiny", TextModel(m => Average(m, "input_ids", value: 0), "input_ids"), "zeros"),
        ["weights of negative size"] = ("clip-tiny", TextModel(m => m.Node("Gather", [m.Raw(F, [-4, 24], new byte[384]), "input_ids"], "text_embeds"), "input_ids"), "negative size"),
        ["weights of absurd size"] = ("clip-tiny", TextModel(m => m.Node("Gather", [m.Raw(F, [1L << 30, 24], new byte[384]), "input_ids"], "text_embeds"), "input_ids"), "allowed"),
        ["weights whose size overflows"] = ("clip-tiny", TextModel(m => m.Node("Gather", [m.Raw(F, [1L << 40, 1L << 40], new byte[384]), "input_ids"], "text_embeds"), "input_ids"), "out of range"),
        ["weights shorter than their shape"] = ("clip-tiny", TextModel(m => m.Node("Gather", [m.Raw(F, [200, 24], new byte[384]), "input_ids"], "text_embeds"), "input_ids"), "their shape needs"),
        ["weights of an unknown type"] = ("clip-tiny", TextModel(m => m.Node("Gather", [m.Raw(99, [2, 24], new byte[192]), "input_ids"], "text_embeds"), "input_ids"), "unknown type"),
        ["an operator of a foreign domain"] = ("clip-tiny", TextModel(m => m.Node("Run", ["input_ids"], "text_embeds", "com.example"), "input_ids"), "com.example"),
        ["an operator that does not exist"] = ("clip-tiny", TextModel(m => m.Node("Frobnicate", ["input_ids"], "text_embeds"), "input_ids"), "Frobnicate"),
        ["operators in a circle"] = ("clip-tiny", TextModel(m =>
        {
            m.Node("Add", ["b", "b"], "a");
            m.Node("Add", ["a", "a"], "b");
            m.Node("Cast", ["a"], "text_embeds", attributes: [("to", (long)F)]);
        }, "input_ids"), Text),
        ["a value that nobody makes"] = ("clip-tiny", TextModel(m => m.Node("Identity", ["nothing"], "text_embeds"), "input_ids"), Text),
        ["types that do not fit"] = ("clip-tiny", TextModel(m => m.Node("MatMul", ["input_ids", m.Weights([24, 24], i => i)], "text_embeds"), "input_ids"), Text),
        ["graphs nested in graphs"] = ("clip-tiny", TextModel(m =>
        {
            var inner = new OnnxModelWriter();
            for (var i = 0; i < 40; i++)
            {
                var outer = new OnnxModelWriter();
                outer.Node("If", ["c"], "d", attributes: [("then_branch", inner.ToGraph())]);
                inner = outer;
            }

            m.Node("If", ["c"], "text_embeds", attributes: [("then_branch", inner.ToGraph())]);
        }, "input_ids"), "nested"),
        ["results that fill the memory"] = ("clip-tiny", TextModel(m =>
        {
            var much = m.Node("Expand", [m.Weights([1], _ => 1), m.Numbers(false, 24, 2_000_000_000)]);
            var sum = m.Node("ReduceSum", [m.Node("Mul", [much, m.Node("Cast", [m.Node("ReduceMax", ["input_ids"])], attributes: [("to", (long)F)])]), m.Numbers(false, 1)], attributes: [("keepdims", 0L)]);
            Average(m, "input_ids", add: sum);
        }, "input_ids"), Text),
        ["a loop without end"] = ("clip-tiny", TextModel(Endless, "input_ids"), "longer than"),
        ["weights in a system file"] = ("clip-tiny", External("/etc/passwd"), "not a file of its folder"),
        ["weights above the folder"] = ("clip-tiny", External("../../outside.bin"), "not a file of its folder"),
        ["weights in a missing file"] = ("clip-tiny", External("missing.bin"), "not a file of its folder"),
        ["weights behind a link out"] = ("clip-tiny", folder =>
        {
            External("weights.bin")(folder);
            File.WriteAllBytes(Path.Combine(folder, "onnx", "weights.bin"), new byte[192]);
            LinkOut("onnx/weights.bin")(folder);
        }, "not a file of its folder"),
        ["weights behind the end of their file"] = ("clip-tiny", folder =>
        {
            External("weights.bin")(folder);
            File.WriteAllBytes(Path.Combine(folder, "onnx", "weights.bin"), new byte[100]);
        }, "behind the end"),
        ["more weights than are allowed"] = ("clip-tiny", TextModel(m =>
        {
            m.Weights([17 << 20], _ => 0);
            Average(m, "input_ids");
        }, "input_ids"), "are allowed"),
        ["two poolings at once"] = ("bge-tiny", Write("1_Pooling/config.json", """{"pooling_mode_cls_token":true,"pooling_mode_max_tokens":true}"""), "1_Pooling"),
        ["an unknown pooling"] = ("bge-tiny", Write("1_Pooling/config.json", """{"pooling_mode_weightedmean_tokens":true}"""), "1_Pooling"),
    };

    private static Action<string> Delete(string file) => folder => File.Delete(Path.Combine(folder, file));

    private static Action<string> Write(string file, string content) => folder => File.WriteAllText(Path.Combine(folder, file), content);

    /// <summary>Keeps a part (below 1), a number of bytes, or all but some (negative).</summary>
    private static Action<string> Cut(string file, double keep) => folder =>
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, file));
        File.WriteAllBytes(Path.Combine(folder, file), bytes[..(keep < 0 ? bytes.Length + (int)keep : keep < 1 ? (int)(bytes.Length * keep) : (int)keep)]);
    };

    private static Action<string> Change(string file, params string[] pairs) => folder =>
    {
        var content = new StringBuilder(File.ReadAllText(Path.Combine(folder, file)));
        foreach (var pair in pairs.Chunk(2)) content.Replace(pair[0], pair[1]);
        File.WriteAllText(Path.Combine(folder, file), content.ToString());
    };

    private static Action<string> Folder(string file) => folder =>
    {
        File.Delete(Path.Combine(folder, file));
        File.Delete(Path.Combine(folder, Vision));
        Directory.CreateDirectory(Path.Combine(folder, file));
    };

    /// <summary>Moves a file or folder beside the model and leaves a link to it.</summary>
    private static Action<string> LinkOut(string name) => folder =>
    {
        var (inside, outside) = (Path.Combine(folder, name), Path.Combine(folder + "-outside-" + Path.GetFileName(name)));
        if (Directory.Exists(inside))
        {
            Directory.Move(inside, outside);
            Directory.CreateSymbolicLink(inside, outside);
        }
        else
        {
            File.Move(inside, outside);
            File.CreateSymbolicLink(inside, outside);
        }
    };

    private static void Noise(string file)
    {
        var bytes = new byte[50_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(file, bytes);
    }

    private static Action<string> Save(string file, Action<OnnxModelWriter> write) => folder =>
    {
        var model = new OnnxModelWriter();
        write(model);
        model.Save(Path.Combine(folder, file));
    };

    private static Action<string> TextModel(Action<OnnxModelWriter> write, string input) => Save(Text, m => write(m.Input(input, I, "batch", "length").Output("text_embeds", F, "batch", "width")));

    private static Action<string> VisionModel(Action<OnnxModelWriter> write, string input) => Save(Vision, m => write(m.Input(input, F, "batch", "3", "224", "224").Output("image_embeds", F, "batch", "3")));

    private static Action<string> External(string location) => TextModel(m => m.Node("Gather", [m.External([2, 24], location, 0, 192), "input_ids"], "text_embeds"), "input_ids");

    /// <summary>Mean of a vector for each token.</summary>
    private static void Average(OnnxModelWriter model, string tokens, int width = 24, float? value = null, string? add = null)
    {
        var rows = model.Node("Gather", [model.Weights([2_000, width], i => value ?? i % 7), tokens]);
        if (add is not null) rows = model.Node("Add", [rows, add]);
        model.Node("ReduceMean", [rows], "text_embeds", attributes: [("axes", new long[] { 1 }), ("keepdims", 0L)]);
    }

    /// <summary>Mean of each colour.</summary>
    private static void Pool(OnnxModelWriter model, string pixels, string to = "image_embeds") =>
        model.Node("ReduceMean", [pixels], to, attributes: [("axes", new long[] { 2, 3 }), ("keepdims", 0L)]);

    private static void Endless(OnnxModelWriter model)
    {
        const int boolean = 9;
        var body = new OnnxModelWriter().Input("i", I).Input("go", boolean).Input("a", F, "x", "y", "z").Output("go2", boolean).Output("a2", F, "x", "y", "z");
        body.Node("Identity", ["go"], "go2");
        body.Node("Add", ["a", "a"], "a2");
        var rows = model.Node("Gather", [model.Weights([2_000, 24], i => i), "input_ids"]);
        var looped = model.Node("Loop", [model.Numbers(true, long.MaxValue), "", rows], attributes: [("body", body.ToGraph())]);
        model.Node("ReduceMean", [looped], "text_embeds", attributes: [("axes", new long[] { 1 }), ("keepdims", 0L)]);
    }
}
