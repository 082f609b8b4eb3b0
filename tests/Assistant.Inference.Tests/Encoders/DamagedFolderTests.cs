using Assistant.Core.Encoders;
using Assistant.Inference.Encoders;
using Assistant.Inference.Tests.Parity;

namespace Assistant.Inference.Tests.Encoders;

public sealed class DamagedFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("assistant-damaged-").FullName;

    public static TheoryData<string> Names => [.. DamagedFolders.All.Keys];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [RequiresEnginesTheory]
    [MemberData(nameof(Names))]
    public void A_damaged_folder_is_an_error_that_says_where(string name)
    {
        var (model, damage, words) = DamagedFolders.All[name];
        var folder = ModelCopy.Of(model, root);
        var options = new EncoderEngineOptions { MaxModelMegabytes = 64 };
        // Only the one that never ends waits for its limit.
        if (name == "a loop without end") options.TimeoutSeconds = 5;
        damage(folder);

        var error = Assert.Throws<EncoderLoadException>(() => LoadedEncoder.From(folder, options));

        Assert.Contains(Path.GetFileName(folder), error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_least_fifty() => Assert.True(DamagedFolders.All.Count >= 50, $"{DamagedFolders.All.Count}");

    [RequiresEnginesFact]
    public async Task Flipped_bits_are_refused_or_harmless_and_the_host_goes_on()
    {
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            var folder = ModelCopy.Of("bge-tiny", Directory.CreateDirectory(Path.Combine(root, $"{i}")).FullName);
            var file = Path.Combine(folder, "onnx", "model.onnx");
            var bytes = File.ReadAllBytes(file);
            // The structure: node by node at the start, names and shapes between weights.
            for (var flips = 0; flips < 4; flips++) bytes[random.Next(Math.Min(bytes.Length, 6_000))] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bytes);
            try
            {
                LoadedEncoder.From(folder).Dispose();
            }
            catch (EncoderLoadException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10, 40);
        using var good = LoadedEncoder.From(ParityFiles.Model("bge-tiny"));
        Assert.Equal(24, (await good.QueryAsync("a cat")).Length);
    }
}
