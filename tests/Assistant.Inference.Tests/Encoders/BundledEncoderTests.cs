using System.Numerics.Tensors;
using System.Text.Json;
using Assistant.Inference.Encoders;
using Assistant.Inference.Tokenizers;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>The bundled encoder gives what its recipe's own code (PyTorch, Pillow) gave for the golden samples.</summary>
public sealed class BundledEncoderTests
{
    private static readonly string Folder = new EncoderFoldersOptions().Bundled;
    private static readonly string Golden = Find();

    [Fact]
    public void Ids_are_those_of_the_recipe()
    {
        var tokenizer = Tokenizer.Load(Folder);
        using var golden = Read();
        foreach (var text in golden.RootElement.GetProperty("texts").EnumerateArray())
            Assert.Equal(text.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), tokenizer.Encode(text.GetProperty("text").GetString()!));
    }

    [RequiresEnginesFact]
    public async Task Vectors_are_those_of_the_recipe()
    {
        using var encoder = LoadedEncoder.From(Folder);
        using var golden = Read();
        foreach (var text in golden.RootElement.GetProperty("texts").EnumerateArray())
        {
            var vector = await encoder.QueryAsync(text.GetProperty("text").GetString()!);
            Assert.InRange(TensorPrimitives.CosineSimilarity(Embedding(text), vector), 0.9999f, 1.0001f);
        }

        var pictures = golden.RootElement.GetProperty("images").EnumerateArray().ToList();
        Assert.NotEmpty(pictures);
        foreach (var picture in pictures)
        {
            var vector = (await encoder.Image.GenerateAsync([LoadedEncoder.Picture(Path.Combine(Golden, picture.GetProperty("file").GetString()!))]))[0].Vector;
            Assert.InRange(TensorPrimitives.CosineSimilarity(Embedding(picture), vector.Span), 0.9999f, 1.0001f);
        }
    }

    private static float[] Embedding(JsonElement sample) => [.. sample.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden, "golden.json")));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Assistant.sln")))
                return Path.Combine(folder.FullName, "pipelines", "pretraining", "encoder", "golden");
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
