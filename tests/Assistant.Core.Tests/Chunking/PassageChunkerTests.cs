using System.Diagnostics;
using System.Text;
using Assistant.Core.Chunking;
using Assistant.Core.Content;

namespace Assistant.Core.Tests.Chunking;

public sealed class PassageChunkerTests
{
    private readonly PassageChunker chunker = new();

    [Fact]
    public void A_short_document_is_one_chunk_with_its_heading_path()
    {
        var document = new DocumentText().Heading(1, "Guide").Paragraph("Some words.").Build();
        var chunk = Assert.Single(chunker.Chunk(document));
        Assert.Equal((0, document.Text.Length), (chunk.Start, chunk.End));
        Assert.Equal(["Guide"], chunk.Headings);
    }

    [Fact]
    public void An_empty_text_gives_no_chunks()
    {
        Assert.Empty(chunker.Chunk(new DocumentText().Build()));
        Assert.Empty(chunker.Chunk(new ParsedDocument(ContentKind.Text, "text/plain", null, " \n\n ", [])));
    }

    [Fact]
    public void A_long_section_is_cut_at_sentences_into_like_parts_with_overlap()
    {
        var document = new DocumentText().Heading(1, "Guide").Paragraph(DocumentText.Sentences(100)).Build();
        var chunks = chunker.Chunk(document);
        Assert.InRange(chunks.Count, 4, 6);
        foreach (var chunk in chunks)
        {
            var text = document.Text.AsSpan(chunk.Start, chunk.End - chunk.Start);
            Assert.InRange(DocumentText.Words(text), 180, 300);
            Assert.EndsWith("here.", text.ToString(), StringComparison.Ordinal);
            Assert.Equal(["Guide"], chunk.Headings);
        }

        for (var i = 1; i < chunks.Count; i++)
        {
            Assert.StartsWith("The alpha", document.Text[chunks[i].Start..], StringComparison.Ordinal);
            var overlap = DocumentText.Words(document.Text.AsSpan(chunks[i].Start, chunks[i - 1].End - chunks[i].Start));
            Assert.InRange(overlap, 20, 40);
        }
    }

    [Fact]
    public void A_chunk_does_not_cross_a_heading_of_the_same_level()
    {
        var document = new DocumentText()
            .Heading(1, "Guide").Heading(2, "First").Paragraph(DocumentText.Sentences(8, "first"))
            .Heading(2, "Second").Paragraph(DocumentText.Sentences(8, "second")).Build();
        var chunks = chunker.Chunk(document);
        Assert.Equal(2, chunks.Count);
        Assert.Equal(["Guide", "First"], chunks[0].Headings);
        Assert.Equal(["Guide", "Second"], chunks[1].Headings);
        Assert.StartsWith("Second", document.Text[chunks[1].Start..], StringComparison.Ordinal);
        Assert.Equal(0, chunks[0].Start);
    }

    [Fact]
    public void Tiny_sections_under_one_parent_share_a_chunk_with_their_common_path()
    {
        var document = new DocumentText().Heading(1, "Glossary").Paragraph(DocumentText.Sentences(6))
            .Heading(2, "Alert").Paragraph("A short word.").Heading(2, "Bridge").Paragraph("Another one.")
            .Heading(1, "Index").Paragraph("Elsewhere.").Build();
        var chunks = chunker.Chunk(document);
        Assert.Equal(3, chunks.Count);
        Assert.Equal(["Glossary"], chunks[1].Headings);
        Assert.StartsWith("Alert", document.Text[chunks[1].Start..chunks[1].End], StringComparison.Ordinal);
        Assert.EndsWith("Another one.", document.Text[chunks[1].Start..chunks[1].End], StringComparison.Ordinal);
        Assert.Equal(["Index"], chunks[2].Headings);
    }

    [Fact]
    public void A_heading_without_text_goes_with_its_first_long_child()
    {
        var document = new DocumentText().Heading(1, "Guide").Heading(2, "Setup").Paragraph(DocumentText.Sentences(60)).Build();
        var chunks = chunker.Chunk(document);
        Assert.Equal(0, chunks[0].Start);
        Assert.All(chunks, chunk => Assert.Equal(["Guide", "Setup"], chunk.Headings));
        Assert.True(DocumentText.Words(document.Text.AsSpan(0, chunks[0].End)) > 100);
    }

    [Fact]
    public void A_heading_stays_with_what_follows_it()
    {
        var builder = new DocumentText().Heading(1, "Guide");
        for (var i = 0; i < 40; i++) builder.Heading(3, $"Step {i}").Paragraph(DocumentText.Sentences(3 + (i % 3)));
        var document = builder.Build();
        foreach (var chunk in chunker.Chunk(document))
            Assert.EndsWith("here.", document.Text[chunk.Start..chunk.End], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(140)]
    [InlineData(290)]
    public void A_code_block_that_fits_a_chunk_is_not_cut(int words)
    {
        var code = string.Join("\n", Enumerable.Range(0, words / 2).Select(i => $"call x{i}"));
        var document = new DocumentText().Paragraph(DocumentText.Sentences(18)).Add(BlockKind.Code, code).Paragraph(DocumentText.Sentences(25, "later")).Build();
        var start = document.Text.IndexOf(code, StringComparison.Ordinal);
        Assert.Contains(chunker.Chunk(document), chunk => chunk.Start <= start && chunk.End >= start + code.Length);
    }

    [Fact]
    public void A_long_table_is_cut_between_rows()
    {
        var rows = string.Join("\n", Enumerable.Range(0, 200).Select(i => $"name: item {i}; price: {i * 3} euro"));
        var document = new DocumentText().Add(BlockKind.Table, rows).Build();
        var chunks = chunker.Chunk(document);
        Assert.True(chunks.Count >= 5);
        foreach (var chunk in chunks)
        {
            var text = document.Text[chunk.Start..chunk.End];
            Assert.StartsWith("name:", text, StringComparison.Ordinal);
            Assert.EndsWith("euro", text, StringComparison.Ordinal);
            Assert.Equal(BlockKind.Table, chunk.Kind);
        }
    }

    [Fact]
    public void Chinese_is_measured_by_characters_and_cut_at_its_full_stops()
    {
        var sentence = "这是一个用来测试分段程序的中文句子。";
        var document = new DocumentText().Paragraph(string.Concat(Enumerable.Repeat(sentence, 100))).Build();
        var chunks = chunker.Chunk(document);
        Assert.InRange(chunks.Count, 3, 5);
        foreach (var chunk in chunks)
        {
            Assert.InRange(chunk.End - chunk.Start, 300, 600);
            Assert.EndsWith("。", document.Text[chunk.Start..chunk.End], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Captions_and_read_text_are_apart_and_keep_their_kind()
    {
        var document = new DocumentText().Add(BlockKind.Caption, "A chart of sales").Add(BlockKind.Caption, "Sales by month").Add(BlockKind.Ocr, "Jan Feb Mar\n12 40 3").Build();
        var chunks = chunker.Chunk(document);
        Assert.Equal([BlockKind.Caption, BlockKind.Ocr], chunks.Select(c => c.Kind));
        Assert.Equal("Jan Feb Mar\n12 40 3", document.Text[chunks[1].Start..chunks[1].End]);
    }

    [Fact]
    public void A_chunk_names_the_page_of_its_first_character()
    {
        var document = new DocumentText().Paragraph(DocumentText.Sentences(25), 1).Paragraph(DocumentText.Sentences(25, "beta"), 2).Paragraph(DocumentText.Sentences(25, "gamma"), 3).Build();
        foreach (var chunk in chunker.Chunk(document))
        {
            var name = document.Text.AsSpan(chunk.Start, 12).ToString();
            Assert.Equal(name.Contains("alpha", StringComparison.Ordinal) ? 1 : name.Contains("beta", StringComparison.Ordinal) ? 2 : 3, chunk.Page);
        }
    }

    [Theory]
    [InlineData("Dr. Smith came. He sat.", "Dr. Smith came.")]
    [InlineData("Use it, e.g. Paris or Rome. Then go.", "Use it, e.g. Paris or Rome.")]
    [InlineData("He said \"Go!\" Then left.", "He said \"Go!\"")]
    [InlineData("Version 2.5 is out. Fine.", "Version 2.5 is out.")]
    [InlineData("J. Doe wrote it. Yes.", "J. Doe wrote it.")]
    [InlineData("等一下！走吧。", "等一下！")]
    [InlineData("first line\nsecond line. End", "first line\nsecond line.")]
    [InlineData("intro:\n- item", "intro:\n")]
    public void Sentences_end_where_a_reader_ends_them(string text, string first) =>
        Assert.Equal(first, text[..SentenceEnd.Next(text)]);

    [Fact]
    public void Random_documents_are_covered_in_order_and_within_size()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var document = RandomDocument(random);
            var options = random.Next(2) == 0 ? new ChunkingOptions() : new ChunkingOptions { TargetWords = 30, MaxWords = 40, OverlapWords = 10, TinyWords = 8 };
            AssertProperties(document, new PassageChunker(options).Chunk(document), options.MaxWords);
        }
    }

    [Fact]
    public void Blocks_that_overlap_or_leave_the_text_lose_nothing()
    {
        var text = DocumentText.Sentences(40);
        var document = new ParsedDocument(ContentKind.Text, "text/plain", null, text, [new(BlockKind.Paragraph, -5, 50), new(BlockKind.Code, 20, 90), new(BlockKind.Heading, 300, 310, 9), new(BlockKind.Paragraph, 9_000, 10_000)]);
        AssertProperties(document, chunker.Chunk(document), 300);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("a. ")]
    [InlineData("A. ")]
    [InlineData(".")]
    [InlineData("\n")]
    [InlineData("- a\n")]
    [InlineData("。")]
    [InlineData("Aa. \n")]
    [InlineData("😀")]
    public void Ten_million_characters_of_one_kind_take_linear_time(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, 10_000_000 / piece.Length).ToString();
        foreach (var kind in new[] { BlockKind.Paragraph, BlockKind.Table })
        {
            var document = new ParsedDocument(ContentKind.Text, "text/plain", null, text, [new(kind, 0, text.Length)]);
            var watch = Stopwatch.StartNew();
            var chunks = chunker.Chunk(document);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{kind}: {watch.Elapsed}");
            Assert.All(chunks, chunk => Assert.True(chunk.End - chunk.Start < 300 * 64));
            Assert.All(chunks.Where(chunk => chunk.Start > 0), chunk => Assert.False(char.IsLowSurrogate(text[chunk.Start])));
        }
    }

    [Fact]
    public void Sizes_out_of_range_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassageChunker(new ChunkingOptions { TargetWords = 300, MaxWords = 200 }));

    private static void AssertProperties(ParsedDocument document, IReadOnlyList<Chunk> chunks, int maxWords)
    {
        var covered = 0;
        var previousStart = -1;
        foreach (var chunk in chunks)
        {
            Assert.InRange(chunk.Start, previousStart + 1, document.Text.Length - 1);
            Assert.InRange(chunk.End, Math.Max(chunk.Start, covered) + 1, document.Text.Length);
            for (var i = covered; i < chunk.Start; i++) Assert.True(char.IsWhiteSpace(document.Text[i]), $"Character {i} is in no chunk.");
            Assert.False(char.IsWhiteSpace(document.Text[chunk.Start]) || char.IsWhiteSpace(document.Text[chunk.End - 1]));
            Assert.InRange(TextMeasure.Weigh(document.Text.AsSpan(chunk.Start, chunk.End - chunk.Start)), 1, 2 * maxWords);
            covered = chunk.End;
            previousStart = chunk.Start;
        }

        Assert.True(document.Text.AsSpan(covered).IsWhiteSpace());
    }

    private static ParsedDocument RandomDocument(Random random)
    {
        var builder = new DocumentText();
        for (var i = random.Next(1, 60); i > 0; i--)
        {
            var kind = (BlockKind)random.Next(6);
            var text = new StringBuilder();
            for (var words = random.Next(1, random.Next(3) == 0 ? 900 : 60); words > 0; words--)
            {
                text.Append(random.Next(12) switch
                {
                    0 => "\n",
                    1 => ". ",
                    2 => "漢字",
                    3 => "。",
                    4 => new string('x', random.Next(1, 90)),
                    5 => new string(' ', random.Next(1, 200)),
                    6 => "\n\n",
                    7 => "😀",
                    _ => "word ",
                });
            }

            builder.Add(kind, text.ToString(), kind == BlockKind.Heading ? random.Next(1, 7) : 0);
        }

        return builder.Build();
    }
}
