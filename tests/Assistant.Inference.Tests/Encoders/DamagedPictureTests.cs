using Assistant.Core.Encoders;
using Assistant.Inference.Tests.Parity;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Tests.Encoders;

public sealed class DamagedPictureTests
{
    [RequiresEnginesFact]
    public async Task Two_hundred_damaged_pictures_have_an_error_or_a_vector_each_and_good_ones_are_as_before()
    {
        using var encoder = LoadedEncoder.From(ParityFiles.Model("clip-tiny"));
        var good = LoadedEncoder.Picture(ParityFiles.Picture("portrait.jpg"));
        var before = (await encoder.Image.GenerateAsync([good]))[0].Vector.ToArray();

        // All at once, so that damaged ones share batches with good ones.
        var damaged = Damaged().Select(OutcomeAsync).ToArray();
        var goods = Enumerable.Range(0, 20).Select(_ => encoder.Image.GenerateAsync([good])).ToArray();
        var outcomes = await Task.WhenAll(damaged);

        Assert.Equal(200, outcomes.Length);
        Assert.InRange(outcomes.Count(refused => refused), 100, 200);
        foreach (var vector in await Task.WhenAll(goods)) Assert.Equal(before, vector[0].Vector.ToArray());

        async Task<bool> OutcomeAsync(byte[] bytes)
        {
            try
            {
                var vector = (await encoder.Image.GenerateAsync([new DataContent(bytes, "image/*")]))[0].Vector;
                Assert.Equal(24, vector.Length);
                return false;
            }
            catch (EncoderInputException refused)
            {
                Assert.StartsWith("Picture 1 cannot be read: ", refused.Message, StringComparison.Ordinal);
                return true;
            }
        }
    }

    /// <summary>Cut off, with bytes changed, filled with noise, and of no format.</summary>
    private static IEnumerable<byte[]> Damaged()
    {
        var random = new Random(7);
        string[] names = ["landscape.jpg", "noise.png", "large.webp", "frames.gif", "palette.png"];
        for (var i = 0; i < 200; i++)
        {
            var bytes = File.ReadAllBytes(ParityFiles.Picture(names[i % names.Length]));
            switch (i / names.Length % 4)
            {
                case 0:
                    yield return bytes[..random.Next(bytes.Length / 2)];
                    break;
                case 1:
                    for (var flips = 0; flips < 20; flips++) bytes[random.Next(Math.Min(bytes.Length, 2_000))] ^= (byte)(1 << random.Next(8));
                    yield return bytes;
                    break;
                case 2:
                    random.NextBytes(bytes.AsSpan(bytes.Length / 20));
                    yield return bytes;
                    break;
                default:
                    random.NextBytes(bytes);
                    yield return bytes;
                    break;
            }
        }
    }
}
