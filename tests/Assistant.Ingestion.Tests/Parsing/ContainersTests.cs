using System.Globalization;
using System.IO.Compression;
using System.Text;
using Assistant.Core.Content;
using Assistant.Native.Tests.Vips;

namespace Assistant.Ingestion.Tests.Parsing;

public sealed class ContainersTests : IDisposable
{
    private readonly ParserFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Entries_of_an_archive_become_children_and_are_listed()
    {
        var zip = ParserFixture.Zip(("docs/a.md", "# A"u8.ToArray()), ("b.txt", "hello"u8.ToArray()), ("docs/", []), ("__MACOSX/x", [1]));
        var document = await fixture.ParseAsync("in/a.zip", zip);
        Assert.Equal(["in/a.zip!/docs/a.md", "in/a.zip!/b.txt"], fixture.Children.Select(c => c.Uri));
        Assert.Equal("hello", Encoding.UTF8.GetString(fixture.Children[1].Bytes.Span));
        Assert.Equal("a.zip", document.Title);
        Assert.Contains("docs/a.md (3 bytes)", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("a/../../evil.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\evil.txt")]
    [InlineData("C:\\evil.txt")]
    public async Task A_path_that_leaves_the_archive_refuses_it_whole(string path)
    {
        Assert.Contains("leaves it", await fixture.RefusedAsync("a.zip", ParserFixture.Zip(("ok.txt", [65]), (path, [65]))), StringComparison.Ordinal);
        Assert.Empty(fixture.Children);
    }

    [Fact]
    public async Task Links_and_encrypted_entries_refuse_the_archive()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = archive.CreateEntry("link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = link.Open();
            target.Write("/etc/passwd"u8);
        }

        Assert.Contains("link", await fixture.RefusedAsync("a.zip", stream.ToArray()), StringComparison.Ordinal);

        var zip = ParserFixture.Zip(("a.txt", [65]));
        zip[6] |= 1;
        var directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        zip[directory + 8] |= 1;
        Assert.Contains("encrypted", await fixture.RefusedAsync("b.zip", zip), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_by_its_ratio_before_it_is_unpacked()
    {
        var bomb = ParserFixture.Zip(("zeros.txt", new byte[50 << 20]));
        Assert.Contains("times its size", await fixture.RefusedAsync("a.zip", bomb), StringComparison.Ordinal);
        Assert.Empty(fixture.Children);
    }

    [Fact]
    public async Task Archives_in_archives_end_at_the_second_level()
    {
        var inner = ParserFixture.Zip(("x.txt", "x"u8.ToArray()));
        await fixture.ParseAsync("a.zip!/b.zip", inner);
        Assert.Contains("2 levels", await fixture.RefusedAsync("a.zip!/b.zip!/c.zip", inner), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_entries_are_refused_with_their_number()
    {
        using var small = new ParserFixture(o => o.MaxArchiveEntries = 5);
        var zip = ParserFixture.Zip([.. Enumerable.Range(0, 6).Select(i => ($"{i.ToString(CultureInfo.InvariantCulture)}.txt", new byte[] { 65 }))]);
        Assert.Equal("The archive has 6 entries; 5 are allowed.", await small.RefusedAsync("a.zip", zip));
    }

    [Fact]
    public async Task Word_gives_headings_lists_code_tables_and_its_pictures()
    {
        var document = await fixture.ParseAsync("docs/a.docx", TestWord.Package(
            TestWord.Paragraph("Überblick", "berschrift1"), TestWord.Paragraph("Some text.", null), TestWord.Paragraph("Own outline", "Abschnitt"),
            TestWord.Paragraph("item", "ListParagraph", list: 1), TestWord.Paragraph("let x = 1;", "CodeBlock"), TestWord.Paragraph("let y = 2;", "CodeBlock"),
            TestWord.Table(["k", "v"], ["a", "1"]), TestWord.Picture("rId9", "A red square"), "<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>"));
        Assert.Equal(
            ["Heading1: Überblick", "Paragraph: Some text.", "Heading2: Own outline", "Paragraph:   - item", "Code: let x = 1;\nlet y = 2;", "Table: k | v\na | 1", "Paragraph: kept"],
            document.Shape());
        Assert.Equal("Überblick", document.Title);
        var image = Assert.Single(document.Images);
        Assert.Equal(("docs/a.docx!/word/media/image1.png", "A red square"), (image.Uri, image.Alt));
        Assert.Equal(["Überblick", "Own outline"], image.Headings);
        var child = Assert.Single(fixture.Children);
        Assert.Equal(("docs/a.docx!/word/media/image1.png", "image/png"), (child.Uri, child.MediaType));
        Assert.Equal(TestImages.Png(8, 8), child.Bytes.ToArray());
    }

    [Fact]
    public async Task A_word_document_nested_100000_levels_is_refused()
    {
        var deep = new StringBuilder().Insert(0, "<w:sdt>", 100_000).Append("<w:p><w:r><w:t>x</w:t></w:r></w:p>").Insert(0, "", 1).ToString() + new StringBuilder().Insert(0, "</w:sdt>", 100_000);
        Assert.Contains("256 levels", await fixture.RefusedAsync("a.docx", TestWord.Package(deep)), StringComparison.Ordinal);
    }

    [RequiresToolFact("pdftotext")]
    public async Task Pdf_text_has_pages_and_joined_lines()
    {
        var document = await fixture.ParseAsync("a.pdf", TestPdf.Document(["First page title", "line one of text", "line two of text"], ["Second page"]));
        Assert.Equal("First page title", document.Title);
        Assert.Equal([1, 2], document.Blocks.Select(b => b.Page).Distinct());
        Assert.Contains("line one of text", document.Text, StringComparison.Ordinal);
        Assert.Equal("Second page", document.Text[document.Blocks[^1].Start..document.Blocks[^1].End]);
    }

    [RequiresToolFact("pdftotext")]
    public async Task Running_heads_and_page_numbers_of_a_pdf_are_dropped_and_numbered_headings_found()
    {
        string[] words = ["alpha", "beta", "gamma", "delta"];
        var pages = words.Select((word, i) => new[] { "Pump manual", $"{i + 1}.1 Use of {word}", $"Text about {word} is here.", $"More about {word} follows.", $"Page {i + 1}" }).ToArray();
        var document = await fixture.ParseAsync("a.pdf", TestPdf.Document(pages));
        Assert.DoesNotContain("Page", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pump manual", document.Text, StringComparison.Ordinal);
        Assert.Equal(["Heading2: 1.1 Use of alpha", "Paragraph: Text about alpha is here. More about alpha follows."], document.Shape()[..2]);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], document.Blocks.Select(b => b.Page));
    }

    [RequiresToolFact("pdftotext")]
    public async Task A_broken_pdf_and_one_without_text_are_refused_with_a_reason()
    {
        Assert.NotEmpty(await fixture.RefusedAsync("a.pdf", "%PDF-1.7 and then nothing of use"u8.ToArray()));
        Assert.Contains("no text", await fixture.RefusedAsync("a.pdf", TestPdf.Document(Array.Empty<string>())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_pdftotext_a_pdf_is_refused_with_the_command()
    {
        using var bare = new ParserFixture(environment: new Assistant.Ingestion.Parsing.ParsingEnvironment { PdfToText = null });
        Assert.Equal("pdftotext is not installed; install it with: apt-get install poppler-utils", Assert.IsType<ParseOutcome.Unavailable>(await bare.TryAsync("a.pdf", "%PDF-1.7"u8.ToArray())).Reason);
    }
}
