using System.Runtime.InteropServices;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Inference.Encoders;
using Assistant.Inference.Tests.Parity;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Tests.Encoders;

public sealed class EncoderModelsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("assistant-encoders-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [RequiresEnginesFact]
    public void The_id_names_the_model_and_changes_with_weights_and_settings()
    {
        using var first = LoadedEncoder.From(ParityFiles.Model("bge-tiny"));
        using var same = LoadedEncoder.From(ModelCopy.Of("bge-tiny", root));
        var other = ModelCopy.Of("bge-tiny", Directory.CreateDirectory(Path.Combine(root, "other")).FullName);
        File.WriteAllText(Path.Combine(other, "1_Pooling", "config.json"), """{"pooling_mode_mean_tokens":true}""");
        using var changed = LoadedEncoder.From(other);

        Assert.StartsWith("bge-tiny-", first.Encoder.Id, StringComparison.Ordinal);
        Assert.Equal(first.Encoder.Id, same.Encoder.Id);
        Assert.NotEqual(first.Encoder.Id, changed.Encoder.Id);
        Assert.Equal(24, first.Encoder.Dimensions);
        Assert.Null(first.Encoder.Image);
    }

    [RequiresEnginesFact]
    public async Task Texts_give_the_same_vectors_alone_and_in_batches()
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model("minilm-tiny"));
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => string.Join(' ', Enumerable.Repeat("boat", 1 + i * 7 % 40)))];

        var together = await encoder.Text.GenerateAsync(texts);
        foreach (var (text, vector) in texts.Zip(together).Take(12))
        {
            var alone = (await encoder.Text.GenerateAsync([text]))[0].Vector.Span;
            for (var i = 0; i < alone.Length; i++) Assert.Equal(alone[i], vector.Vector.Span[i], 1e-4f);
        }
    }

    [RequiresEnginesFact]
    public async Task A_repeated_query_comes_from_the_cache_and_a_passage_does_not()
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model("e5-tiny"));

        var first = Array(await encoder.Text.GenerateAsync(["a boat"], EncoderInput.Query));
        var passage = Array(await encoder.Text.GenerateAsync(["a boat"], EncoderInput.Passage));
        var again = Array(await encoder.Text.GenerateAsync(["a boat", "a ship"], EncoderInput.Query));

        Assert.Same(first, again);
        // Another prefix, another vector.
        Assert.NotEqual(first, passage);
    }

    [RequiresEnginesFact]
    public async Task A_picture_that_cannot_be_read_fails_its_call_and_says_which()
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model("clip-tiny"));
        var good = LoadedEncoder.Picture(ParityFiles.Picture("landscape.jpg"));
        var bad = new DataContent(new byte[] { 1, 2, 3 }, "image/png");

        var bystander = encoder.Image.GenerateAsync([good]);
        var error = await Assert.ThrowsAsync<EncoderInputException>(() => encoder.Image.GenerateAsync([good, bad, good]));

        Assert.Contains("2", error.Message, StringComparison.Ordinal);
        Assert.Single(await bystander);
    }

    [RequiresEnginesFact]
    public async Task A_good_model_is_tried_elsewhere_once()
    {
        var verdicts = Path.Combine(root, "verdicts.json");
        var options = new EncoderEngineOptions { VerdictFile = verdicts };
        LoadedEncoder.From(ParityFiles.Model("clip-tiny"), options).Dispose();
        var remembered = await File.ReadAllTextAsync(verdicts);
        var written = File.GetLastWriteTimeUtc(verdicts);

        LoadedEncoder.From(ParityFiles.Model("clip-tiny"), options).Dispose();
        Assert.Equal(written, File.GetLastWriteTimeUtc(verdicts));
        await File.WriteAllTextAsync(verdicts, "[half");
        LoadedEncoder.From(ParityFiles.Model("clip-tiny"), options).Dispose();

        // A damaged memory is begun anew with the same verdicts.
        Assert.Equal(remembered, await File.ReadAllTextAsync(verdicts));
    }

    [RequiresEnginesFact]
    public void The_wanted_precision_is_taken_and_a_missing_one_is_an_error()
    {
        var folder = ModelCopy.Of("bge-tiny", root);
        var options = new EncoderEngineOptions { Precision = EncoderPrecision.Quantized };

        Assert.Contains("Quantized", Assert.Throws<EncoderLoadException>(() => LoadedEncoder.From(folder, options)).Message, StringComparison.Ordinal);
        File.Move(Path.Combine(folder, "onnx", "model.onnx"), Path.Combine(folder, "onnx", "model_quantized.onnx"));
        using var encoder = LoadedEncoder.From(folder, options);
        Assert.Equal(24, encoder.Encoder.Dimensions);
    }

    [RequiresEnginesFact]
    public async Task A_disposed_encoder_says_so()
    {
        var encoder = LoadedEncoder.From(ParityFiles.Model("clip-tiny"));
        encoder.Dispose();
        encoder.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => encoder.Text.GenerateAsync(["a"], EncoderInput.Query));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => encoder.Image.GenerateAsync([new DataContent(new byte[] { 1 }, "image/png")]));
    }

    [Fact]
    public void A_library_that_is_not_there_is_an_error_that_names_it()
    {
        var options = new EncoderEngineOptions { OnnxRuntimeLibrary = Path.Combine(root, "none.so") };

        Assert.Contains("none.so", Assert.Throws<EncoderLoadException>(() => LoadedEncoder.From(ParityFiles.Model("clip-tiny"), options)).Message, StringComparison.Ordinal);
    }

    private static float[] Array(GeneratedEmbeddings<Embedding<float>> embeddings) =>
        MemoryMarshal.TryGetArray(embeddings[0].Vector, out var segment) ? segment.Array! : throw new InvalidOperationException("The vector is no array.");
}
