using System.Text;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing;
using Assistant.Ingestion.Parsing.Pictures;
using Assistant.Native.Tests.Vips;

namespace Assistant.Ingestion.Tests.Parsing;

public sealed class PicturesTests : IDisposable
{
    private readonly ParserFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [RequiresVipsFact]
    public async Task A_picture_carries_what_pages_say_about_it()
    {
        var document = await fixture.ParseAsync("img/chart-1.png", TestImages.Png(600, 300),
            [new("img/chart-1.png", "Sales by month", ["Report", "Sales"]), new("img/chart-1.png", "", ["Appendix"])]);
        Assert.Equal((ContentKind.Image, "image/png", "Sales by month", (600, 300)), (document.Kind, document.MediaType, document.Title, document.Pixels!.Value));
        Assert.Equal(["Caption: Sales by month (Report › Sales)", "Caption: Appendix"], document.Shape());
        Assert.True(document.Thumbnail.Span[8..12].SequenceEqual("WEBP"u8));
    }

    [RequiresVipsFact]
    public async Task A_picture_that_nobody_names_is_found_by_its_file_name()
    {
        var document = await fixture.ParseAsync("img/host-dashboardView_2.png", TestImages.Png(20, 20));
        Assert.Equal(["Caption: host dashboard View 2"], document.Shape());
        Assert.Equal("host-dashboardView_2.png", document.Title);
    }

    [RequiresVipsFact]
    public async Task A_picture_with_a_wrong_extension_is_a_picture() =>
        Assert.Equal("image/gif", (await fixture.ParseAsync("a.png", TestImages.Gif())).MediaType);

    [RequiresVipsFact]
    public async Task An_svg_gives_its_own_text_without_recognition()
    {
        var document = await fixture.ParseAsync("a.svg", "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\"><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"40\"><title>Flow</title><text>Hello <tspan>world</tspan></text></svg>");
        Assert.Equal("image/svg+xml", document.MediaType);
        Assert.Equal(["Ocr: Flow\nHello world"], document.Shape());
    }

    [RequiresVipsFact]
    public async Task Hostile_svgs_are_refused_with_the_limit()
    {
        var deep = $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{new StringBuilder().Insert(0, "<g>", 100_000)}{new StringBuilder().Insert(0, "</g>", 100_000)}</svg>";
        Assert.Contains("256 levels", await fixture.RefusedAsync("a.svg", Encoding.UTF8.GetBytes(deep)), StringComparison.Ordinal);
        var entities = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY e{i} \"{string.Concat(Enumerable.Repeat($"&e{i - 1};", 10))}\">"));
        var laughs = $"<!DOCTYPE svg [<!ENTITY e0 \"ha\">{entities}]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>&e9;</text></svg>";
        Assert.NotEmpty(await fixture.RefusedAsync("b.svg", Encoding.UTF8.GetBytes(laughs)));
    }

    [RequiresToolFact("tesseract")]
    public async Task Text_in_a_picture_is_read_once_and_kept()
    {
        using var reading = new ParserFixture(o => o.Ocr = true);
        // A picture of words without any font in the repository: drawn by the picture library from an SVG of its own.
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\" height=\"80\"><rect width=\"500\" height=\"80\" fill=\"white\"/><text x=\"10\" y=\"50\" font-family=\"DejaVu Sans, Liberation Sans, Arial, sans-serif\" font-size=\"32\">Harbour pilot manual</text></svg>";
        var pixels = new Assistant.Native.Vips.VipsImageReader().ReadPixels(Encoding.UTF8.GetBytes(svg), 500, 80, Assistant.Native.Vips.PixelFit.Stretch);
        var bytes = pixels.Bytes.ToArray();
        if (bytes.All(b => b == 255)) return; // No font is installed on this machine, so nothing was drawn.
        var png = TestImages.Png(500, 80, (x, y) => (bytes[3 * ((500 * y) + x)], bytes[(3 * ((500 * y) + x)) + 1], bytes[(3 * ((500 * y) + x)) + 2]));
        var document = await reading.ParseAsync("a.png", png);
        Assert.Equal(["Ocr: Harbour pilot manual"], document.Shape());

        var kept = Assert.Single(reading.Cache.Values);
        Assert.StartsWith("ocr-tsv:5", kept.Key.Item2, StringComparison.Ordinal);
        reading.Cache.Values[kept.Key] = kept.Value.Replace("pilot", "cached", StringComparison.Ordinal);
        Assert.Equal(["Ocr: Harbour cached manual"], (await reading.ParseAsync("a.png", png)).Shape());
    }

    [RequiresVipsFact]
    public async Task Without_tesseract_a_picture_is_read_without_its_text()
    {
        using var bare = new ParserFixture(o => o.Ocr = true, new ParsingEnvironment { Tesseract = null });
        Assert.Equal(["Caption: a b"], (await bare.ParseAsync("a-b.png", TestImages.Png(100, 100))).Shape());
        Assert.Empty(bare.Cache.Values);
    }

    [Fact]
    public void Lines_that_the_recognition_does_not_trust_are_dropped()
    {
        const string Tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
            + "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.1\tGood\n5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t91\tline\n"
            + "5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t20\t~|_\n5\t1\t1\t1\t3\t1\t0\t0\t9\t9\t88\tnext\n5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t80\tapart\n5\t1\t3\t1\t1\t1\t0\t0\t9\t9\t99\t|\n";
        Assert.Equal("Good line\nnext\n\napart", TextRecognition.Lines(Tsv));
    }
}
