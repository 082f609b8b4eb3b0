using System.Text.Json.Nodes;
using Assistant.Inference.Images;
using Assistant.Inference.Tests.Parity;
using Assistant.Native.Vips;

namespace Assistant.Inference.Tests.Images;

public sealed class ImagePreprocessorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-preprocessor-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("clip-tiny", 224)]
    [InlineData("mobileclip-tiny", 256)]
    [InlineData("siglip-tiny", 224)]
    public void The_size_is_that_of_the_configuration(string model, int side)
    {
        var preprocessor = ImagePreprocessor.Load(ParityFiles.Model(model));
        Assert.Equal((side, side), (preprocessor.Height, preprocessor.Width));
    }

    [Theory]
    [InlineData("image_processor_type", "\"Siglip2ImageProcessor\"", "\"Siglip2ImageProcessor\" is not supported")]
    [InlineData("do_pad", "true", "do_pad: this step is not supported")]
    [InlineData("size", "{\"shortest_edge\":0}", "shortest_edge must be from 1 to 4096")]
    [InlineData("size", "{\"shortest_edge\":1000000}", "shortest_edge must be from 1 to 4096")]
    [InlineData("size", "{\"shortest_edge\":224,\"longest_edge\":300}", "longest_edge")]
    [InlineData("size", "[]", "size must be an object")]
    [InlineData("crop_size", "null", "crop_size is missing")]
    [InlineData("do_center_crop", "false", "different sizes")]
    [InlineData("resample", "9", "the filter 9")]
    [InlineData("resample", "0", "the filter 0")]
    [InlineData("image_mean", "[0.5]", "three numbers")]
    [InlineData("image_std", "[0,1,1]", "other than 0")]
    [InlineData("rescale_factor", "\"x\"", "rescale_factor must be a number")]
    [InlineData("alpha", "\"black\"", "\"black\" is not supported")]
    public void What_is_wrong_or_not_supported_is_named(string name, string value, string message)
    {
        var error = Assert.Throws<ModelFormatException>(() => Changed("clip-tiny", (name, value)));
        Assert.StartsWith("preprocessor_config.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [RequiresVipsTheory]
    // ConvNeXt's kind below 384: resized to 224 / crop_pct = 256, then cropped; from 384 on: stretched.
    [InlineData(224, 256)]
    [InlineData(384, 384)]
    public void ConvNext_resizes_by_its_crop_part(int side, int edge)
    {
        var preprocessor = Changed("clip-tiny", ("image_processor_type", "\"ConvNextImageProcessor\""), ("size", $"{{\"shortest_edge\":{side}}}"), ("crop_pct", "0.875"));
        var same = side < 384
            ? Changed("clip-tiny", ("size", $"{{\"shortest_edge\":{edge}}}"), ("crop_size", $"{side}"))
            : Changed("siglip-tiny", ("size", $"{{\"height\":{side},\"width\":{side}}}"), ("image_mean", "[0.48145466,0.4578275,0.40821073]"), ("image_std", "[0.26862954,0.26130258,0.27577711]"));
        Assert.Equal(Read(same, "landscape.jpg"), Read(preprocessor, "landscape.jpg"));
    }

    [RequiresVipsTheory]
    [InlineData("drop")]
    [InlineData("white")]
    public void Transparency_is_left_out_or_lies_on_white(string alpha)
    {
        var preprocessor = Changed("mobileclip-tiny", ("alpha", $"\"{alpha}\""));
        var pixels = Read(preprocessor, "transparent.png");
        // The picture's alpha runs from 0 at the left to opaque at the right.
        var left = Enumerable.Range(0, 3).Select(c => pixels[(c * 256 + 128) * 256]).ToArray();
        if (alpha == "white") Assert.All(left, value => Assert.InRange(value, 0.85f, 1f));
        else Assert.Contains(left, value => value < 0.7f);
    }

    [RequiresVipsTheory]
    [InlineData(300, 200)]
    [InlineData(256, 10)]
    public void A_picture_smaller_than_the_crop_lies_in_the_middle_of_black(int crop, int edge)
    {
        var preprocessor = Changed("mobileclip-tiny", ("size", $"{{\"height\":{edge},\"width\":{edge}}}"), ("crop_size", $"{crop}"));
        var pixels = Read(preprocessor, "exact.png");
        var border = (crop - edge) / 2;
        Assert.All(pixels.Take(crop * border), value => Assert.Equal(0, value));
        Assert.Contains(pixels.Skip(crop * border).Take(crop * edge), value => value > 0);
    }

    [RequiresVipsTheory]
    // A decoder's reduction of turned pictures must not shift them: the odd rows and columns lie at other edges then.
    [InlineData("clip-tiny")]
    [InlineData("siglip-tiny")]
    public void Reduced_and_whole_decodes_agree(string model)
    {
        // 16 pixels a side, so that 12 times that leaves room to reduce.
        (string, string)[] small = model == "clip-tiny"
            ? [("size", "{\"shortest_edge\":16}"), ("crop_size", "16"), ("do_normalize", "false")]
            : [("size", "{\"height\":16,\"width\":16}"), ("do_normalize", "false")];
        var preprocessor = Changed(model, small);
        var reader = new VipsImageReader();
        foreach (var picture in (string[])["large.jpg", "landscape.jpg", "turned.jpg"])
        {
            var bytes = File.ReadAllBytes(ParityFiles.Picture(picture));
            var whole = reader.ReadRgb(bytes, 100_000, 100_000, AlphaHandling.Drop);
            var pixels = new float[3 * 16 * 16];
            preprocessor.Read(bytes, pixels, CancellationToken.None);
            var expected = Resize(whole, model == "clip-tiny");
            Assert.InRange(pixels.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, 2.01f / 255);
        }
    }

    [RequiresVipsTheory]
    [InlineData("clip-tiny")]
    public void Damaged_pictures_are_refused_and_cancellation_is_heard(string model)
    {
        var preprocessor = ImagePreprocessor.Load(ParityFiles.Model(model));
        var pixels = new float[3 * 224 * 224];
        var bytes = File.ReadAllBytes(ParityFiles.Picture("landscape.jpg"));
        Assert.Throws<ImageRefusedException>(() => preprocessor.Read(bytes.AsMemory(0, bytes.Length / 2), pixels, CancellationToken.None));
        Assert.Throws<ImageRefusedException>(() => preprocessor.Read("no picture"u8.ToArray(), pixels, CancellationToken.None));
        Assert.Throws<ImageRefusedException>(() => preprocessor.Read(ReadOnlyMemory<byte>.Empty, pixels, CancellationToken.None));
        Assert.ThrowsAny<OperationCanceledException>(() => preprocessor.Read(bytes, pixels, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(() => preprocessor.Read(bytes, pixels.AsSpan(1), CancellationToken.None));
    }

    [RequiresVipsTheory]
    [InlineData(30_000, 1)]
    [InlineData(1, 30_000)]
    public void A_line_is_cropped_before_it_is_enlarged(int width, int height)
    {
        var svg = System.Text.Encoding.UTF8.GetBytes($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"><rect width=\"100%\" height=\"100%\" fill=\"#804020\"/></svg>");
        var pixels = new float[3 * 256 * 256];
        ImagePreprocessor.Load(ParityFiles.Model("mobileclip-tiny")).Read(svg, pixels, CancellationToken.None);
        Assert.InRange(pixels[256 * 128 + 128], 0.49f, 0.52f);
    }

    private static float[] Read(ImagePreprocessor preprocessor, string picture)
    {
        var pixels = new float[3 * preprocessor.Height * preprocessor.Width];
        preprocessor.Read(File.ReadAllBytes(ParityFiles.Picture(picture)), pixels, CancellationToken.None);
        return pixels;
    }

    // The whole picture through the same filter: [3, 16, 16] from 0 to 1.
    private static float[] Resize(PixelBuffer whole, bool byShortestEdge)
    {
        var sizing = byShortestEdge ? new ImageSizing(16, null, null, 16, 16, ResizeFilter.Bicubic) : new ImageSizing(null, 16, 16, 16, 16, ResizeFilter.Bicubic);
        var (width, height) = sizing.Resized(whole.Width, whole.Height);
        var across = new ResizeWeights(whole.Width, whole.Width, width, (width - 16) / 2, 16, sizing.Filter);
        var down = new ResizeWeights(whole.Height, whole.Height, height, (height - 16) / 2, 16, sizing.Filter);
        var bytes = new byte[16 * 16 * 3];
        ImageResampler.Resize(whole.Bytes.Span, whole.Width, across, down, 16, 16, bytes, CancellationToken.None);
        return [.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 256).Select(i => bytes[i * 3 + c] / 255f))];
    }

    private ImagePreprocessor Changed(string model, params (string Name, string Value)[] changes)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(ParityFiles.Model(model), "preprocessor_config.json")))!;
        foreach (var (name, value) in changes) json[name] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), json.ToJsonString());
        return ImagePreprocessor.Load(folder);
    }
}
