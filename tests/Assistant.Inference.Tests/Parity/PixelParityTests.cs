using System.Text.Json;
using Assistant.Inference.Images;

namespace Assistant.Inference.Tests.Parity;

public sealed class PixelParityTests
{
    [RequiresVipsTheory]
    [InlineData("clip-tiny")]
    [InlineData("mobileclip-tiny")]
    [InlineData("siglip-tiny")]
    [InlineData("siglip2-tiny")]
    public void Pixels_are_within_2_of_255_of_the_reference(string model)
    {
        var preprocessor = ImagePreprocessor.Load(ParityFiles.Model(model));
        var (mean, std) = Normalization(model);
        var goldens = ParityFiles.Golden($"{model}.pixels.json");
        var wrong = new List<string>();
        foreach (var golden in goldens)
        {
            var picture = golden.GetProperty("picture").GetString()!;
            var (height, width) = (golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32());
            Assert.Equal((height, width), (preprocessor.Height, preprocessor.Width));
            var pixels = new float[3 * height * width];
            preprocessor.Read(File.ReadAllBytes(ParityFiles.Picture(picture)), pixels, CancellationToken.None);
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (pixels[i] * std[i / (height * width)] + mean[i / (height * width)]) * 255;

            var sample = Largest(golden.GetProperty("sample").GetBytesFromBase64(), Sample(pixels, height, width));
            var blocks = Largest(golden.GetProperty("blocks").GetBytesFromBase64(), Blocks(pixels, height, width));
            if (sample > 2.01 || blocks > 1.01) wrong.Add($"{picture}: pixels differ by up to {sample:0.0}, means of blocks by up to {blocks:0.0}");
        }

        Assert.True(goldens.Length >= 12);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static (float[] Mean, float[] Std) Normalization(string model)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ParityFiles.Model(model), "preprocessor_config.json")));
        return json.RootElement.GetProperty("do_normalize").GetBoolean()
            ? (ParityFiles.Floats(json.RootElement.GetProperty("image_mean")), ParityFiles.Floats(json.RootElement.GetProperty("image_std")))
            : ([0, 0, 0], [1, 1, 1]);
    }

    // Every 8th pixel of every 8th row, from the 4th: what Generate/goldens.mjs keeps.
    private static IEnumerable<float> Sample(float[] pixels, int height, int width) =>
        from c in Enumerable.Range(0, 3)
        from y in Enumerable.Range(0, height / 8)
        from x in Enumerable.Range(0, width / 8)
        select pixels[(c * height + y * 8 + 3) * width + x * 8 + 3];

    private static IEnumerable<float> Blocks(float[] pixels, int height, int width) =>
        from c in Enumerable.Range(0, 3)
        from y in Enumerable.Range(0, height / 32)
        from x in Enumerable.Range(0, width / 32)
        select Enumerable.Range(0, 1024).Average(i => pixels[(c * height + y * 32 + i / 32) * width + x * 32 + i % 32]);

    private static double Largest(byte[] golden, IEnumerable<float> actual)
    {
        var values = actual.ToArray();
        Assert.Equal(golden.Length, values.Length);
        return golden.Zip(values, (a, b) => Math.Abs(a - b)).Max();
    }
}
