using System.Text.Json.Nodes;
using Assistant.Core.Retrieval.Reranking;
using Assistant.Evals.Bench.Onnx;
using Assistant.Inference.Encoders;
using Assistant.Inference.Rerank;
using Assistant.Inference.Tests.Encoders;
using Assistant.Inference.Tokenizers;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Tests.Rerank;

public sealed class CrossEncoderRerankerTests : IDisposable
{
    private const int F = OnnxModelWriter.Float, I = OnnxModelWriter.Int64;
    private static readonly string[] Passages = ["boat", "a boat on the sea and a long way home", "b c", ""];
    private readonly string root = Directory.CreateTempSubdirectory("assistant-rerank-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [RequiresEnginesFact]
    public async Task A_pair_is_read_with_its_types_and_without_its_padding()
    {
        var folder = Folder(Sum);
        using var reranker = Reranker(folder);
        var scores = await reranker.ScoreAsync("the sea", Passages);
        // The model adds the ids of the second text and of the mark behind it.
        var tokenizer = Tokenizer.Load(folder);
        Assert.Equal(Passages.Select(passage => Sum(tokenizer.EncodePair("the sea", passage))), scores);
        Assert.Equal(4, scores.Distinct().Count());
        Assert.Equal(scores, await reranker.ScoreAsync("the sea of another query", Passages));
    }

    [RequiresEnginesFact]
    public async Task Of_two_labels_the_second_counts_against_the_first()
    {
        using var one = Reranker(Folder(Sum));
        using var two = Reranker(Folder((model, sum) => model.Node("Concat", [model.Node("Mul", [sum, model.Weights([1], _ => 2)]), sum], "logits", attributes: [("axis", 1L)]), labels: 2));
        Assert.Equal((await one.ScoreAsync("the sea", Passages)).Select(score => -score), await two.ScoreAsync("the sea", Passages));
    }

    [RequiresEnginesFact]
    public async Task What_is_no_cross_encoder_is_told_by_name()
    {
        using var missing = Reranker(Path.Combine(root, "nowhere"));
        Assert.Contains("nowhere", (await Assert.ThrowsAsync<RerankException>(async () => await missing.ScoreAsync("a", ["b"]))).Message, StringComparison.Ordinal);
        using var encoder = Reranker(ModelCopy.Of("bge-tiny", Directory.CreateDirectory(Path.Combine(root, "encoder")).FullName));
        Assert.Contains("no output \"logits\"", (await Assert.ThrowsAsync<RerankException>(async () => await encoder.ScoreAsync("a", ["b"]))).Message, StringComparison.Ordinal);
        using var three = Reranker(Folder((model, sum) => model.Node("Concat", [sum, sum, sum], "logits", attributes: [("axis", 1L)]), labels: 3));
        Assert.Contains("one or two numbers", (await Assert.ThrowsAsync<RerankException>(async () => await three.ScoreAsync("a", ["b"]))).Message, StringComparison.Ordinal);
        Assert.Contains("Assistant:Retrieval:Rerank:Model", Assert.Throws<OptionsValidationException>(() => Reranker("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_pair_loses_the_end_of_its_passage_and_keeps_its_marks()
    {
        var tokenizer = Tokenizer.Load(Bert());
        var (shortIds, shortTypes) = tokenizer.EncodePair("the sea", "a boat");
        var (ids, types) = tokenizer.EncodePair("the sea", string.Join(' ', Enumerable.Repeat("boat", 5_000)));
        Assert.Equal(tokenizer.MaxLength, ids.Length);
        Assert.Equal(ids.Length, types.Length);
        var first = shortTypes.TakeWhile(type => type == 0).Count();
        Assert.Equal(shortIds.Take(first), ids.Take(first));
        Assert.Equal((shortIds[^1], 1), (ids[^1], types[^1]));
        Assert.Equal(types.Order(), types);
        var (both, _) = tokenizer.EncodePair(string.Join(' ', Enumerable.Repeat("sea", 5_000)), string.Join(' ', Enumerable.Repeat("boat", 5_000)));
        Assert.Equal(tokenizer.MaxLength, both.Length);
    }

    private static double Sum((int[] Ids, int[] Types) pair) => pair.Ids.Zip(pair.Types).Sum(token => token.First * token.Second);

    private static void Sum(OnnxModelWriter model, string sum) => model.Node("Identity", [sum], "logits");

    private static CrossEncoderReranker Reranker(string folder) =>
        new(Options.Create(new RerankOptions { Method = RerankMethod.CrossEncoder, Model = folder }), Options.Create(new EncoderEngineOptions { BatchSize = 3 }), Options.Create(new EncoderFoldersOptions()));

    /// <summary>A folder with the tokenizer of a BERT, which closes a pair by a mark of the second type.</summary>
    private string Bert()
    {
        var folder = ModelCopy.Of("bge-tiny", Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("n"))).FullName);
        var path = Path.Combine(folder, "tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(path))!;
        tokenizer["post_processor"]!["pair"]!.AsArray().Add(JsonNode.Parse("""{"SpecialToken":{"id":"[SEP]","type_id":1}}"""));
        File.WriteAllText(path, tokenizer.ToJsonString());
        return folder;
    }

    /// <summary>A folder with such a tokenizer and a model that adds ids × types × mask.</summary>
    private string Folder(Action<OnnxModelWriter, string> end, int labels = 1)
    {
        var folder = Bert();
        var model = new OnnxModelWriter();
        foreach (var input in new[] { "input_ids", "attention_mask", "token_type_ids" }) model.Input(input, I, "batch", "length");
        model.Output("logits", F, "batch", labels.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string Cast(string name) => model.Node("Cast", [name], attributes: [("to", (long)F)]);
        var product = model.Node("Mul", [model.Node("Mul", [Cast("input_ids"), Cast("token_type_ids")]), Cast("attention_mask")]);
        end(model, model.Node("ReduceSum", [product, model.Numbers(false, 1)], attributes: [("keepdims", 1L)]));
        model.Save(Path.Combine(folder, "onnx", "model.onnx"));
        return folder;
    }
}
