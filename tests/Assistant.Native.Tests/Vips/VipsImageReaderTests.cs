using System.Diagnostics;
using System.Text;
using Assistant.Native.Vips;

namespace Assistant.Native.Tests.Vips;

public sealed class VipsImageReaderTests
{
    private readonly VipsImageReader reader = new();

    [RequiresVipsFact]
    public void Reads_size_format_and_a_thumbnail_no_larger_than_512()
    {
        var image = reader.Read(TestImages.Png(1000, 250));
        Assert.Equal((1000, 250, "png"), (image.Width, image.Height, image.Format));
        var thumbnail = reader.ReadHeader(image.Thumbnail);
        Assert.Equal((512, 128, "webp"), thumbnail);
    }

    [RequiresVipsFact]
    public void A_small_picture_is_not_enlarged_for_its_thumbnail()
    {
        var image = reader.Read(TestImages.Png(30, 20));
        Assert.Equal((30, 20, "webp"), reader.ReadHeader(image.Thumbnail));
    }

    [RequiresVipsFact]
    public void Exif_orientation_turns_size_thumbnail_and_pixels()
    {
        // Orientation 6: the left column of the file is the top row of the picture.
        var png = TestImages.Png(40, 20, (x, _) => x < 20 ? ((byte)255, (byte)0, (byte)0) : ((byte)0, (byte)0, (byte)255), exifOrientation: 6);
        var image = reader.Read(png);
        Assert.Equal((20, 40), (image.Width, image.Height));
        Assert.Equal((20, 40, "webp"), reader.ReadHeader(image.Thumbnail));
        var pixels = reader.ReadPixels(png, 20, 40, PixelFit.Stretch);
        Assert.Equal([255, 0, 0], pixels.Bytes.Span[..3].ToArray());
        Assert.Equal([0, 0, 255], pixels.Bytes.Span[^3..].ToArray());
    }

    [RequiresVipsFact]
    public void Pixels_have_the_wanted_shape_and_values()
    {
        var png = TestImages.Png(64, 32, (x, _) => x < 32 ? ((byte)10, (byte)20, (byte)30) : ((byte)200, (byte)100, (byte)50));
        var same = reader.ReadPixels(png, 64, 32, PixelFit.Stretch);
        Assert.Equal((64, 32, 3), (same.Width, same.Height, same.Channels));
        Assert.Equal([10, 20, 30], same.Bytes.Span[..3].ToArray());
        Assert.Equal([200, 100, 50], same.Bytes.Span[(63 * 3)..(64 * 3)].ToArray());

        var inside = reader.ReadPixels(png, 32, 32, PixelFit.Inside);
        Assert.Equal((32, 16), (inside.Width, inside.Height));
        var cover = reader.ReadPixels(png, 16, 16, PixelFit.Cover);
        Assert.Equal((16, 16, 16 * 16 * 3), (cover.Width, cover.Height, cover.Bytes.Length));
        var grey = reader.ReadPixels(png, 128, 64, PixelFit.Stretch, grey: true);
        Assert.Equal((128, 64, 1, 128 * 64), (grey.Width, grey.Height, grey.Channels, grey.Bytes.Length));
    }

    [RequiresVipsFact]
    public void A_header_of_50000_pixels_is_refused_before_anything_is_allocated()
    {
        var png = TestImages.Png(1, 1, (_, _) => (0, 0, 0), claimed: (50_000, 50_000));
        var watch = Stopwatch.StartNew();
        var refused = Assert.Throws<ImageRefusedException>(() => reader.Read(png));
        Assert.Contains("50000 x 50000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("32768", refused.Message, StringComparison.Ordinal);
        // Seven billion bytes would take longer to write.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [RequiresVipsFact]
    public void Too_many_pixels_are_refused_by_their_number()
    {
        var png = TestImages.Png(1, 1, (_, _) => (0, 0, 0), claimed: (20_000, 20_000));
        Assert.Contains("400000000", Assert.Throws<ImageRefusedException>(() => reader.Read(png)).Message, StringComparison.Ordinal);
    }

    [RequiresVipsFact]
    public void A_cut_off_picture_is_refused_with_a_reason()
    {
        var png = TestImages.Png(300, 300, (x, y) => ((byte)(x * 7 ^ y * 13), (byte)(x * y), (byte)(x + y)));
        foreach (var part in new[] { 60, png.Length / 4, png.Length / 2, png.Length * 9 / 10 })
            Assert.NotEmpty(Assert.Throws<ImageRefusedException>(() => reader.Read(png.AsMemory(0, part))).Message);
    }

    [RequiresVipsFact]
    public void Other_bytes_are_refused() =>
        Assert.Contains("not a PNG", Assert.Throws<ImageRefusedException>(() => reader.Read("hello"u8.ToArray())).Message, StringComparison.Ordinal);

    [RequiresVipsFact]
    public void Loaders_that_are_not_hardened_are_shut_off()
    {
        // A PPM is a real image, but its loader is not on the list.
        var ppm = Encoding.ASCII.GetBytes("P6 2 1 255\nabcdef");
        Assert.Throws<ImageRefusedException>(() => reader.Read(ppm));
    }

    [RequiresVipsFact]
    public void An_svg_is_drawn_and_reads_no_file()
    {
        var secret = Path.Combine(Path.GetTempPath(), $"vips-{Guid.NewGuid():n}.png");
        File.WriteAllBytes(secret, TestImages.Png(10, 10, 0, 0, 0));
        try
        {
            var svg = $"""
                <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="50">
                <rect width="100" height="50" fill="#00ff00"/><image width="100" height="50" xlink:href="file://{secret}"/></svg>
                """;
            var pixels = reader.ReadPixels(Encoding.UTF8.GetBytes(svg), 100, 50, PixelFit.Stretch);
            Assert.Equal([0, 255, 0], pixels.Bytes.Span[(3 * (25 * 100 + 50))..(3 * (25 * 100 + 51))].ToArray());
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [RequiresVipsFact]
    public void A_cancelled_read_throws_and_leaves_the_reader_usable()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => reader.Read(TestImages.Png(100, 100), cancelled.Token));
        Assert.Equal(100, reader.Read(TestImages.Png(100, 100)).Width);
    }

    [RequiresVipsFact]
    public void A_computation_past_its_time_is_stopped()
    {
        var impatient = new VipsImageReader(new ImageLimits { Timeout = TimeSpan.Zero });
        var png = TestImages.Png(2000, 2000, (x, y) => ((byte)(x ^ y), (byte)x, (byte)y));
        Assert.Contains("longer than", Assert.Throws<ImageRefusedException>(() => impatient.Read(png)).Message, StringComparison.Ordinal);
    }

    [RequiresVipsFact]
    public async Task Many_threads_read_at_once_and_agree()
    {
        var png = TestImages.Png(200, 100, (x, y) => ((byte)x, (byte)y, 7));
        var expected = reader.ReadPixels(png, 50, 25, PixelFit.Stretch).Bytes.ToArray();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => reader.ReadPixels(png, 50, 25, PixelFit.Stretch).Bytes.ToArray())));
        Assert.All(results, one => Assert.Equal(expected, one));
    }

    [RequiresVipsFact]
    public void Flipped_bits_give_an_image_or_a_reason()
    {
        var random = new Random(7);
        var png = TestImages.Png(64, 64, (x, y) => ((byte)(x * 3), (byte)(y * 5), (byte)(x * y)));
        var webp = reader.Read(png).Thumbnail.ToArray();
        foreach (var original in new[] { png, webp, TestImages.Gif() })
        {
            for (var round = 0; round < 100; round++)
            {
                var broken = original.ToArray();
                for (var flips = 0; flips < 4; flips++) broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
                try
                {
                    Assert.True(reader.Read(broken).Width > 0);
                }
                catch (ImageRefusedException e)
                {
                    Assert.NotEmpty(e.Message);
                }
            }
        }
    }
}
