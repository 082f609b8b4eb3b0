using System.Text;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Tests.Parsing;

public sealed class TextFormatsTests : IDisposable
{
    private readonly ParserFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Markdown_gives_readable_text_with_headings_lists_code_and_tables()
    {
        var document = await fixture.ParseAsync("docs/a.md", """
            ---
            title: "The guide"
            ---
            # Start *here* {#start}

            See [the docs](https://example.org/x) or `run --now`, **soon**.
            Second line&nbsp;ends.

            - one
            - two
              1. deep
            - [x] done

            ```sh
              echo "a  b"

            ls
            ```

            | Name | Size |
            |------|-----:|
            | a    | 1    |
            | b\|c | 2    |

            <!-- hidden --> <div class="x">raw <b>text</b></div>
            """);
        Assert.Equal("The guide", document.Title);
        Assert.Equal("text/markdown", document.MediaType);
        Assert.Equal(
        [
            "Heading1: Start here",
            "Paragraph: See the docs or run --now, soon. Second line\u00A0ends.",
            "Paragraph: - one", "Paragraph: - two", "Paragraph:   1. deep", "Paragraph: - [x] done",
            "Code:   echo \"a  b\"\n\nls",
            "Table: Name | Size\na | 1\nb|c | 2",
            "Paragraph: raw text",
        ], document.Shape());
    }

    [Fact]
    public async Task Markdown_pictures_are_resolved_against_the_page_with_alt_and_headings()
    {
        var document = await fixture.ParseAsync("docs/guide/a.md", """
            # Guide
            ## Setup
            ![A *chart*](../img/my%20chart.png?v=2 "t")
            ![abs](/assets/b.png) ![web](https://example.org/c.png) ![data](data:image/png;base64,AAAA) ![out](../../../x.png)
            <img alt='A "quoted" one' src="d.svg">
            """);
        Assert.Equal(
            ["docs/img/my chart.png", "assets/b.png", "public/assets/b.png", "static/assets/b.png", "https://example.org/c.png", "docs/guide/d.svg"],
            document.Images.Select(i => i.Uri));
        Assert.Equal("A chart", document.Images[0].Alt);
        Assert.Equal("A \"quoted\" one", document.Images[^1].Alt);
        Assert.All(document.Images, image => Assert.Equal(["Guide", "Setup"], image.Headings));
    }

    [Fact]
    public async Task Pictures_of_a_page_in_an_archive_stay_in_the_archive()
    {
        var document = await fixture.ParseAsync("a.zip!/docs/x.md", "![p](../img/p.png) ![q](../../q.png)");
        Assert.Equal(["a.zip!/img/p.png"], document.Images.Select(i => i.Uri));
    }

    [Fact]
    public async Task Html_gives_the_main_content_without_menus_scripts_and_cookie_boxes()
    {
        var document = await fixture.ParseAsync("p/a.html", """
            <!doctype html><html><head><title> The  page </title><style>p{}</style><script>var x = "<p>no</p>";</script></head><body>
            <nav><a href="/">Home</a><a href="/b">Blog</a></nav>
            <div class="cookie-banner"><p>We use cookies.</p></div>
            <main><h1>Hello</h1><p>First <b>bold</b>
              text &amp; more.</p><ul><li>one<li>two <ol><li>deep</ol></ul>
            <pre><code>a  b
              c</code></pre>
            <table><tr><th>K<th>V<tr><td>x<td>1</table>
            <figure><img src="i/f.png"><figcaption>A figure</figcaption></figure>
            <aside>Related</aside><form><input value="q"><button>Go</button></form></main>
            <footer>Imprint</footer></body></html>
            """);
        Assert.Equal("The page", document.Title);
        Assert.Equal(
            ["Heading1: Hello", "Paragraph: First bold text & more.", "Paragraph: - one", "Paragraph: - two", "Paragraph:   1. deep", "Code: a  b\n  c", "Table: K | V\nx | 1", "Paragraph: A figure"],
            document.Shape());
        var image = Assert.Single(document.Images);
        Assert.Equal(("p/i/f.png", "A figure"), (image.Uri, image.Alt));
    }

    [Fact]
    public async Task Html_without_main_finds_the_dense_part()
    {
        var paragraphs = string.Concat(Enumerable.Range(0, 8).Select(i => $"<p>Paragraph {i} of the article has a good many words and hardly any links at all.</p>"));
        var links = string.Concat(Enumerable.Range(0, 30).Select(i => $"<li><a href='/{i}'>Menu entry {i}</a></li>"));
        var document = await fixture.ParseAsync("a.html", $"<html><body><div id=top><ul>{links}</ul></div><div id=text><h2>Story</h2>{paragraphs}</div><div><ul>{links}</ul></div></body></html>");
        Assert.Equal("Heading2: Story", document.Shape()[0]);
        Assert.DoesNotContain("Menu entry", document.Text, StringComparison.Ordinal);
        Assert.Contains("Paragraph 7", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_of_nothing_but_a_form_is_still_text()
    {
        var document = await fixture.ParseAsync("a.html", "<html><body><form><label>Your name</label></form></body></html>");
        Assert.Equal(["Paragraph: Your name"], document.Shape());
    }

    [Fact]
    public async Task Csv_rows_carry_their_column_names_and_stay_whole()
    {
        var document = await fixture.ParseAsync("a.csv", "Name,Born,Note\r\n\"Lovelace, Ada\",1815,\"first \"\"programmer\"\"\nof all\"\nTuring,1912,\n");
        Assert.Equal(["Table: Name: Lovelace, Ada; Born: 1815; Note: first \"programmer\" of all\nName: Turing; Born: 1912"], document.Shape());
    }

    [Fact]
    public async Task Csv_with_semicolons_and_without_header_is_read()
    {
        var document = await fixture.ParseAsync("a.csv", "1;2;3\n4;5;6\n");
        Assert.Equal(["Table: 1; 2; 3\n4; 5; 6"], document.Shape());
        Assert.Equal(["Table: a: 1; b: 2"], (await fixture.ParseAsync("a.tsv", "a\tb\n1\t2")).Shape());
    }

    [Theory]
    [InlineData("tags: [Alpha, \"c++, x\"]", "\"c++|alpha|x\"")]
    [InlineData("tags: Beta, 'two words'", "beta|two words")]
    [InlineData("tags:\n  - Alpha\n  - \"東京\"\ntitle: T", "alpha|東京")]
    [InlineData("tags:\n- one\n- one\n- ''", "one")]
    [InlineData("tags:", "")]
    [InlineData("nested:\n  tags: [a]", "")]
    public async Task Front_matter_gives_tags(string yaml, string expected) =>
        Assert.Equal(expected, string.Join('|', (await fixture.ParseAsync("a.md", $"---\n{yaml}\n---\ntext")).Tags));

    [Theory]
    [InlineData("date: 2024-05-31", "2024-05-31T00:00:00Z")]
    [InlineData("date: '2024-05-31T10:00:00+02:00'", "2024-05-31T08:00:00Z")]
    [InlineData("date: soon", null)]
    public async Task Front_matter_gives_the_date(string yaml, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), (await fixture.ParseAsync("a.md", $"---\n{yaml}\n---\ntext")).Date);

    [Fact]
    public async Task Json_becomes_paths_and_values()
    {
        var document = await fixture.ParseAsync("a.json", """{"title": "Config", "server": {"ports": [80, 443], "on": true, "none": null}, "list": [{"a": 1}, {"a": 2}]}""");
        Assert.Equal("Config", document.Title);
        Assert.Equal(["Table: title: Config\nserver.ports[0]: 80\nserver.ports[1]: 443\nserver.on: true\nserver.none: null\nlist[0].a: 1\nlist[1].a: 2"], document.Shape());
    }

    [Fact]
    public async Task Json_lines_and_elements_of_an_array_are_a_block_each()
    {
        string[] expected = ["Table: q: one\nn: 1", "Table: q: two\nn.m: 2"];
        Assert.Equal(expected, (await fixture.ParseAsync("a.jsonl", "{\"q\":\"one\",\"n\":1}\n\n{\"q\":\"two\",\"n\":{\"m\":2}}\n")).Shape());
        Assert.Equal(expected, (await fixture.ParseAsync("a.json", "[{\"q\":\"one\",\"n\":1},{\"q\":\"two\",\"n\":{\"m\":2}}]")).Shape());
        Assert.Equal(["Table: 1\n2"], (await fixture.ParseAsync("b.json", "[1,2]")).Shape());
    }

    [Fact]
    public async Task Broken_json_is_refused_with_its_line() =>
        Assert.Contains("line 2", await fixture.RefusedAsync("a.json", "{\"a\": 1,\n\"b\": }"u8.ToArray()), StringComparison.Ordinal);

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public async Task Text_is_read_in_its_encoding(string name, bool mark)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("Grüße aus Köln – viel Text, damit man ihn erkennt.\r\n\r\nEnde.")];
        Assert.Equal(["Paragraph: Grüße aus Köln – viel Text, damit man ihn erkennt.", "Paragraph: Ende."], (await fixture.ParseAsync("a.txt", bytes)).Shape());
    }

    [Fact]
    public async Task Html_names_its_charset()
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        var bytes = encoding.GetBytes("<html><head><meta charset=\"shift_jis\"><title>日本</title></head><body><main><p>日本語の文章です。</p></main></body></html>");
        Assert.Equal(["Paragraph: 日本語の文章です。"], (await fixture.ParseAsync("a.html", bytes)).Shape());
    }

    [Fact]
    public async Task Source_is_one_block_of_code()
    {
        var document = await fixture.ParseAsync("src/a.py", "def f():\n\n    return 1\n");
        Assert.Equal(["Code: def f():\n\n    return 1"], document.Shape());
    }

    [Fact]
    public async Task A_wrong_extension_is_read_as_what_it_is()
    {
        Assert.Equal("text/html", (await fixture.ParseAsync("a.md", "<!DOCTYPE html><html><body><p>x</p></body></html>")).MediaType);
        Assert.Equal("text/plain", (await fixture.ParseAsync("a.json", "no json here")).MediaType);
        Assert.Equal("text/plain", (await fixture.ParseAsync("a.png", "a note, not a picture")).MediaType);
        Assert.Equal("application/zip", (await fixture.ParseAsync("a.txt", ParserFixture.Zip(("x.md", "# hi"u8.ToArray())))).MediaType);
    }

    [Fact]
    public async Task Known_formats_that_are_not_read_are_named()
    {
        Assert.Contains("gzip", await fixture.RefusedAsync("a.gz", [0x1F, 0x8B, 8, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("binary", await fixture.RefusedAsync("a.bin", [.. Enumerable.Range(0, 256).Select(i => (byte)i)]), StringComparison.Ordinal);
        Assert.Contains("empty", await fixture.RefusedAsync("a.md", []), StringComparison.Ordinal);
        Assert.Contains("Excel", await fixture.RefusedAsync("a.xlsx", ParserFixture.Zip(("[Content_Types].xml", [1]), ("xl/workbook.xml", [1]))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_named_with_what_was_found()
    {
        using var small = new ParserFixture(o => (o.MaxBytes, o.MaxTextCharacters) = (2000, 1000));
        Assert.Equal("The file has 2001 bytes; 2000 are allowed.", await small.RefusedAsync("a.txt", new byte[2001]));
        Assert.Contains("1000 characters", await small.RefusedAsync("a.txt", Encoding.UTF8.GetBytes(new string('x', 1500))), StringComparison.Ordinal);
    }
}
