using Assistant.Evals.Pictures;
using Assistant.Native.Vips;

namespace Assistant.Evals.Tests.Pictures;

public sealed class NearDuplicatesTests
{
    [Fact]
    public void A_cut_keeps_its_pixels_other_colours_keep_the_size_and_another_size_keeps_the_picture()
    {
        var pixels = new PixelBuffer(20, 10, 3, Enumerable.Range(0, 600).Select(i => (byte)(i % 251)).ToArray());
        var cut = NearDuplicates.Crop(pixels);
        Assert.Equal((17, 9), (cut.Width, cut.Height));
        Assert.Equal(pixels.Bytes.Span[6..9].ToArray(), cut.Bytes.Span[..3].ToArray());
        var other = NearDuplicates.Recolour(pixels);
        Assert.Equal((20, 10), (other.Width, other.Height));
        Assert.Equal((pixels.Bytes.Span[3], (byte)(pixels.Bytes.Span[5] * 0.8)), (other.Bytes.Span[3], other.Bytes.Span[5]));
        var flat = NearDuplicates.Rescale(new PixelBuffer(20, 10, 3, Enumerable.Repeat((byte)77, 600).ToArray()));
        Assert.Equal((12, 5), (flat.Width, flat.Height));
        Assert.All(flat.Bytes.ToArray(), value => Assert.Equal(77, value));
    }

    [RequiresVipsFact]
    public void What_is_written_is_read_again_by_the_product()
    {
        var pixels = new PixelBuffer(31, 17, 3, Enumerable.Range(0, 31 * 17 * 3).Select(i => (byte)(i * 7)).ToArray());
        var read = new VipsImageReader().ReadRgb(PngWriter.Write(pixels), 31, 17, AlphaHandling.OnWhite);
        Assert.Equal((31, 17), (read.Width, read.Height));
        Assert.Equal(pixels.Bytes.ToArray(), read.Bytes.ToArray());
    }
}
