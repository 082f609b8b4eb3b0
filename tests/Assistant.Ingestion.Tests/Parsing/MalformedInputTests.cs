using System.Diagnostics;
using System.Text;
using Assistant.Core.Chunking;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing;
using Assistant.Native.Tests.Vips;

namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Whatever the bytes are, the answer is a document or a reason, soon, and the process lives. Seeded: a failure names its file and seed.</summary>
public sealed class MalformedInputTests : IDisposable
{
    private static readonly string[] Extensions = [".md", ".html", ".txt", ".csv", ".json", ".jsonl", ".docx", ".pdf", ".zip", ".png", ".jpg", ".svg", ".webp", ".gif", ""];

    private readonly ParserFixture fixture = new();
    private readonly PassageChunker chunker = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Four_hundred_damaged_files_are_parsed_or_refused_with_a_reason()
    {
        var random = new Random(20_240_501);
        var originals = Originals();
        var (parsed, refused) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var (name, bytes) = originals[i % originals.Count];
            var damaged = Damage(random, bytes);
            // A third keeps its content and gets another extension.
            var uri = $"file-{i}{(random.Next(3) == 0 ? Extensions[random.Next(Extensions.Length)] : Path.GetExtension(name))}";
            var watch = Stopwatch.StartNew();
            var outcome = await fixture.TryAsync(uri, damaged);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{uri} (from {name}) took {watch.Elapsed}.");
            if (outcome is ParseOutcome.Parsed { Document: var document })
            {
                parsed++;
                _ = chunker.Chunk(document);
            }
            else
            {
                refused++;
            }
        }

        Assert.True(parsed > 50 && refused > 50, $"{parsed} parsed, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(DeepOrLong))]
    public async Task Deep_and_long_inputs_end_soon(string name, string start, string middle, string end, int count)
    {
        var text = new StringBuilder().Insert(0, start, count).Append(middle).Insert(0, "").ToString() + new StringBuilder().Insert(0, end, count);
        var watch = Stopwatch.StartNew();
        var outcome = await fixture.TryAsync(name, Encoding.UTF8.GetBytes(text));
        if (outcome is ParseOutcome.Parsed { Document: var document }) _ = chunker.Chunk(document);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }

    public static TheoryData<string, string, string, string, int> DeepOrLong() => new()
    {
        { "a.html", "<div>", "x", "</div>", 100_000 },
        { "b.html", "<b>", "x", "", 100_000 },
        { "c.html", "<table><tr><td>", "x", "", 100_000 },
        { "d.html", "<p>", "x", "", 30_000 },
        { "e.html", "<a href=x>", "x", "", 100_000 },
        { "f.html", "<ul><li>", "x", "", 100_000 },
        { "g.html", "<", "", "", 1_000_000 },
        { "h.html", "<!--", "", "", 300_000 },
        { "i.html", "<font size=1><p>", "x", "", 20_000 },
        { "a.json", "[", "1", "]", 100_000 },
        { "b.json", "{\"a\":", "1", "}", 100_000 },
        { "c.json", "[1,", "1", "]", 100_000 },
        { "a.jsonl", "[", "1", "]", 100_000 },
        { "a.md", "> ", "x", "", 100_000 },
        { "b.md", "- ", "x", "", 20_000 },
        { "c.md", "[", "x", "]", 100_000 },
        { "d.md", "*a ", "x", "", 20_000 },
        { "e.md", "![", "x", "](y)", 50_000 },
        { "f.md", "`a", "x", "", 100_000 },
        { "g.md", "<a ", "x", "", 100_000 },
        { "h.md", "# a\n", "x", "", 100_000 },
        { "i.md", "| a ", "|\n|-|\n", "| b", 20_000 },
        { "j.md", "[a](<b", "x", "", 50_000 },
        { "k.md", "**a_", "x", "", 50_000 },
        { "l.md", "~~~\n", "x", "", 50_000 },
        { "m.md", "[^1]: a\n", "x", "", 20_000 },
        { "n.md", "[a]: b\n", "x", "", 10_000 },
        { "o.md", " ", "x", "", 1_000_000 },
        { "p.md", "a\n", "", "", 500_000 },
        { "q.md", "1. a\n  ", "x", "", 20_000 },
        { "r.md", "&lt;", "x", "", 50_000 },
        { "s.md", "\\", "x", "", 500_000 },
        { "t.md", "a](", "x", "", 100_000 },
        { "u.md", "- a\n\n", "x", "", 50_000 },
        { "v.md", "<div>", "x", "", 100_000 },
        { "w.md", "> - ", "x", "", 50_000 },
        { "a.txt", "word", "x", "", 1_000_000 },
        { "b.txt", ". ", "x", "", 300_000 },
        { "a.csv", "a,", "x", "", 1_000_000 },
        { "b.csv", "\"", "x", "", 500_000 },
        { "c.csv", "a\n", "x", "", 500_000 },
        { "a.svg", "<svg>", "x", "</svg>", 100_000 },
        { "a.xml", "<x>", "x", "</x>", 100_000 },
    };

    [Fact]
    public async Task The_named_hostile_files_are_refused_with_what_is_wrong()
    {
        if (Assistant.Native.Vips.VipsLibrary.IsAvailable)
            Assert.Contains("50000", await fixture.RefusedAsync("big.png", TestImages.Png(1, 1, (_, _) => (0, 0, 0), claimed: (50_000, 50_000))), StringComparison.Ordinal);
        Assert.Contains("times its size", await fixture.RefusedAsync("bomb.zip", ParserFixture.Zip(("a", new byte[40 << 20]))), StringComparison.Ordinal);
        Assert.Contains("leaves it", await fixture.RefusedAsync("walk.zip", ParserFixture.Zip(("../../etc/passwd", [1]))), StringComparison.Ordinal);
        Assert.Contains("64 levels", await fixture.RefusedAsync("deep.json", Encoding.UTF8.GetBytes(new string('[', 100_000))), StringComparison.Ordinal);
        Assert.Contains("512 levels", await fixture.RefusedAsync("deep.html", Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, "<div>", 100_000).ToString())), StringComparison.Ordinal);
        Assert.Contains("empty", await fixture.RefusedAsync("empty.pdf", []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_ends_a_parse_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.TryAsync("a.md", "# x"u8.ToArray(), cancellationToken: cancelled.Token));
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var copy = bytes.ToArray();
        switch (random.Next(5))
        {
            case 0:
                return copy[..random.Next(copy.Length)];
            case 1:
                for (var flips = random.Next(1, 20); flips > 0; flips--) copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                return copy;
            case 2:
                // A stretch of noise: invalid UTF-8 in texts.
                var at = random.Next(copy.Length);
                random.NextBytes(copy.AsSpan(at, Math.Min(random.Next(1, 64), copy.Length - at)));
                return copy;
            case 3:
                var cut = random.Next(copy.Length);
                return [.. copy[..cut], .. copy[random.Next(copy.Length)..]];
            default:
                return copy;
        }
    }

    private static List<(string Name, byte[] Bytes)> Originals()
    {
        var markdown = "---\ntitle: T\n---\n# A\n\nText with *much* `code` and [links](x.md) ![p](i.png).\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;\n```\n\n<div>Grüße 漢字 😀</div>\n";
        var html = "<!DOCTYPE html><html><head><title>T</title></head><body><nav><a href=x>n</a></nav><main><h1>A</h1><p>Some text &amp; more</p><table><tr><td>1<td>2</table><pre>x\n y</pre><img src=a.png alt=b></main></body></html>";
        var png = TestImages.Png(64, 48, (x, y) => ((byte)(x * 3), (byte)(y * 5), (byte)(x ^ y)));
        var files = new List<(string, byte[])>
        {
            ("a.md", Encoding.UTF8.GetBytes(markdown)),
            ("a.html", Encoding.UTF8.GetBytes(html)),
            ("a.csv", "a,b,c\n1,\"x, y\",3\n4,5,6\n"u8.ToArray()),
            ("a.json", "{\"a\": [1, 2, {\"b\": \"text\"}], \"c\": null}"u8.ToArray()),
            ("a.jsonl", "{\"a\": 1}\n{\"a\": 2}\n"u8.ToArray()),
            ("a.txt", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("Plain text in another encoding.")).ToArray()),
            ("a.zip", ParserFixture.Zip(("a.md", Encoding.UTF8.GetBytes(markdown)), ("b/c.txt", "hello"u8.ToArray()))),
            ("a.docx", TestWord.Package(TestWord.Paragraph("Title", "berschrift1"), TestWord.Paragraph("Body text of the document.", null), TestWord.Table(["a", "b"]), TestWord.Picture("rId9", "alt"))),
            ("a.png", png),
            ("a.gif", TestImages.Gif()),
            ("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><rect width=\"9\" height=\"9\"/><text>hi</text></svg>"u8.ToArray()),
            ("a.pdf", TestPdf.Document(["One line", "Another"], ["Page two"])),
        };
        if (Assistant.Native.Vips.VipsLibrary.IsAvailable) files.Add(("a.webp", new Assistant.Native.Vips.VipsImageReader().Read(png).Thumbnail.ToArray()));
        return files;
    }
}
