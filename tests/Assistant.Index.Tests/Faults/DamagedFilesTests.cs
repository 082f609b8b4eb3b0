using System.Buffers.Binary;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Dense;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Tests.Dense;
using Assistant.Index.Text;
using Xunit.Abstractions;

namespace Assistant.Index.Tests.Faults;

/// <summary>
/// Damaged bytes of files: before they are opened they are refused, after it they end in <see cref="InvalidDataException"/> or in an answer
/// in form, and so do bytes whose checksums were made to fit. ASSISTANT_FUZZ_READS sets the number of reads of the whole class.
/// </summary>
public sealed class DamagedFilesTests(ITestOutputHelper output)
{
    private static readonly int Reads = int.TryParse(Environment.GetEnvironmentVariable("ASSISTANT_FUZZ_READS"), out var reads) ? reads : 30_000;
    private static readonly Bm25Options Options = new();
    private static readonly FieldWeights Weights = FieldWeights.Of(Options);
    private static readonly LexicalSearcher Searcher = new(Options);

    private static readonly string[] Queries =
    [
        "worda0 wordb1", "wordc2 wordd3 worde4 wordf5 wordg6", "\"worda0 wordb1\"", "\"wordc2 worda0\" wordd3", "title:worda0 wordb1", "headings:wordb1",
        "caption:worda0", "worda0 -wordb1", "wordb1 -\"worda0 worda0\"", "word*", "wordz* worda0", "unheard worda26 wordk10", "wordb131 wordc132 wordd133",
    ];

    [Fact]
    public void Lexical_bytes_damaged_before_opening_are_refused()
    {
        using var bytes = new GuardedBytes(Lexical());
        var expected = Answers(LexicalSegment.Open(bytes.Segment(), Weights));
        var random = new Random(41);
        var unread = 0;
        for (var i = 0; i < Reads * 3 / 10; i++)
        {
            var (from, length) = bytes.Damage(random);
            try
            {
                // What is not refused changed nothing or zeros that nothing reads: then the answers are the same.
                var opened = LexicalSegment.Open(bytes.Segment(), Weights);
                if (unread++ % 16 == 0)
                    Assert.Equal(expected, Answers(opened));
            }
            catch (InvalidDataException)
            {
            }

            bytes.Restore(from, length);
        }

        Assert.InRange(unread, 0, Reads / 10);
    }

    [Fact]
    public void Lexical_bytes_damaged_after_opening_never_lead_out_of_bounds()
    {
        using var bytes = new GuardedBytes(Lexical());
        var segment = LexicalSegment.Open(bytes.Segment(), Weights);
        var random = new Random(42);
        var (refused, answered) = (0, 0);
        for (var i = 0; i < Reads * 4 / 10; i++)
        {
            var (from, length) = bytes.Damage(random);
            _ = Ask(segment, random) ? answered++ : refused++;
            bytes.Restore(from, length);
        }

        output.WriteLine($"{refused} refused, {answered} answered");
        Assert.True(refused > 0 && answered > 0, $"{refused} refused, {answered} answered");
    }

    [Fact]
    public void Lexical_bytes_with_fitting_checksums_are_refused_or_answered_in_form()
    {
        using var bytes = new GuardedBytes(Lexical());
        var random = new Random(43);
        var (refused, answered) = (0, 0);
        for (var i = 0; i < Reads / 10; i++)
        {
            bytes.Damage(random);
            if (random.Next(2) == 0)
                random.NextBytes(bytes.Span.Slice(bytes.Length - SegmentFormat.FooterBytes + 12 + random.Next(190), 1));
            Sign(bytes.Span);
            try
            {
                _ = Ask(LexicalSegment.Open(bytes.Segment(), Weights), random) ? answered++ : refused++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            bytes.Restore(0, bytes.Length);
        }

        output.WriteLine($"{refused} refused, {answered} answered");
        Assert.True(refused > 0 && answered > 0, $"{refused} refused, {answered} answered");
    }

    [Fact]
    public void Vector_files_damaged_before_opening_are_refused_and_with_fitting_checksums_answered_in_form()
    {
        using var bytes = new GuardedBytes(VectorFile);
        var random = new Random(44);
        var probe = new float[20];
        var (refused, answered) = (0, 0);
        for (var i = 0; i < Reads / 10; i++)
        {
            bytes.Damage(random);
            var end = bytes.Span[^64..];

            // The zeros behind the footer's checksum are the only bytes that nothing reads.
            var same = bytes.Span[..^32].SequenceEqual(VectorFile.AsSpan(..^32));
            Assert.Equal(same, Opens(bytes.Segment()));
            BinaryPrimitives.WriteUInt32LittleEndian(end[24..], Checksum.Append(0, bytes.Span[..^64]));
            BinaryPrimitives.WriteUInt32LittleEndian(end[28..], Checksum.Append(0, end[..28]));
            try
            {
                probe[random.Next(20)] = random.NextSingle();
                var view = new VectorView(VectorSegment.Open(bytes.Segment(), "damaged.vec"));
                var hits = new List<LegHit>();
                if (view.Segment.Space.Dimensions == probe.Length)
                    view.Search(probe, random.Next(2) == 0 ? new SearchFilter() : new SearchFilter(new HashSet<int> { 1 }), 10, hits, default);
                Assert.InRange(hits.Count, 0, 10);
                answered++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            bytes.Restore(0, bytes.Length);
        }

        output.WriteLine($"{refused} refused, {answered} answered");
        Assert.True(refused > 0 && answered > 0, $"{refused} refused, {answered} answered");
    }

    [Fact]
    public void Commits_with_fitting_checksums_are_refused_or_read_in_form()
    {
        using var folder = new TemporaryFolder();
        new CommitPoint(7, 4711, new LogPosition(4720, -17), 12,
        [
            new CommittedSegment("0000000003.lex", 123_456, 5, 500, 1, 900, null, [0, 3, 499]),
            new CommittedSegment("0000000005.vec", 99, 6, 20, 5, 800, new VectorSpace("mini", ContentKind.Image, 384), [7]),
        ]).Write(folder.Path);
        using var bytes = new GuardedBytes(File.ReadAllBytes(Path.Combine(folder.Path, CommitPoint.FileName)));
        var random = new Random(45);
        var (refused, read) = (0, 0);
        for (var i = 0; i < Reads / 10; i++)
        {
            bytes.Damage(random);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.Span[^4..], Checksum.Append(0, bytes.Span[..^4]));
            try
            {
                var commit = CommitPoint.Decode(bytes.Span);
                Assert.All(commit.Segments, s => Assert.Equal(s.FileName, Path.GetFileName(s.FileName)));
                Assert.All(commit.Segments, s => Assert.All(s.Deleted, d => Assert.InRange(d, 0, s.Count - 1)));
                read++;
            }
            catch (Exception refusal) when (refusal is InvalidDataException or OtherFormatException)
            {
                refused++;
            }

            bytes.Restore(0, bytes.Length);
        }

        Assert.True(refused > 0 && read > 0, $"{refused} refused, {read} read");
    }

    private static readonly byte[] VectorFile = Vectors();

    private static bool Opens(SegmentBytes bytes)
    {
        try
        {
            return VectorSegment.Open(bytes, "damaged.vec").Count > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Vectors()
    {
        var data = TestVectors.Create(90, 20);
        var quantized = data.Quantize();
        var rows = Enumerable.Range(0, 90).Select(i => new VectorRow((i * 3) + 1, new ChunkAttributes(i / 40, i % 7 == 0 ? ContentKind.Image : ContentKind.Text, Language.None, i % 5 == 0 ? "red" : "", i))).ToArray();
        using var stream = new MemoryStream();
        new VectorSegment(new VectorSpace("mini", ContentKind.Text, 20), rows, new DenseSegment(quantized, HnswBuilder.Build(quantized))).WriteTo(stream);
        return stream.ToArray();
    }

    private static byte[] Lexical()
    {
        var random = new Random(40);
        var builder = new SegmentBuilder(Weights, new LanguageChooser(Language.English));
        for (var key = 1; key <= 420; key++)
            builder.Add(HybridIndexTests.RandomChunk(random) with { Key = key * 2 });
        using var stream = new MemoryStream();
        using var spool = new MemoryStream();
        builder.Write(stream, spool);
        return stream.ToArray();
    }

    /// <summary>Makes the checksums of sections and footer fit, as far as the footer still tells where the sections are.</summary>
    private static void Sign(Span<byte> bytes)
    {
        var footer = bytes[^SegmentFormat.FooterBytes..];
        var sections = Enum.GetValues<SegmentSection>().Length;
        for (var i = 0; i < sections; i++)
        {
            var entry = footer.Slice(40 + (i * 20), 20);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry), length = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            if (offset >= 0 && length >= 0 && offset <= bytes.Length && length <= bytes.Length - offset)
                BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], Checksum.Append(0, bytes.Slice((int)offset, (int)length)));
        }

        var end = 40 + (sections * 20);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[end..], Checksum.Append(0, footer[..end]));
    }

    private static List<IReadOnlyList<LegHit>> Answers(LexicalSegment segment)
    {
        List<SegmentView> views = [new(segment)];
        return [.. Queries.Select(q => Searcher.Find(views, QueryCompiler.Compile(q, views, 0), new SearchFilter(), 20, false, default))];
    }

    /// <summary>One read: a query, or what a merge reads. False when it was refused.</summary>
    private static bool Ask(LexicalSegment segment, Random random)
    {
        try
        {
            var view = random.Next(3) == 0 ? new SegmentView(segment).Delete(100, 160) : new SegmentView(segment);
            if (random.Next(200) == 0)
            {
                using var merged = new MemoryStream();
                using var spool = new MemoryStream();
                SegmentMerger.Merge([view], Weights, merged, spool, default);
                return true;
            }

            List<SegmentView> views = [view];
            var filter = random.Next(6) switch
            {
                0 => new SearchFilter(new HashSet<int> { 1, 2 }),
                1 => new SearchFilter { Kind = ContentKind.Text, Tags = ["red"] },
                2 => new SearchFilter { From = DateTimeOffset.FromUnixTimeMilliseconds(20), To = DateTimeOffset.FromUnixTimeMilliseconds(20 + random.Next(100)) },
                _ => new SearchFilter(),
            };
            var query = QueryCompiler.Compile(Queries[random.Next(Queries.Length)], views, 0);
            var hits = Searcher.Find(views, query, filter, 10, random.Next(4) == 0, default);
            Assert.InRange(hits.Count, 0, 10);
            for (var i = 1; i < hits.Count; i++)
                Assert.True(hits[i - 1].Score >= hits[i].Score);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
