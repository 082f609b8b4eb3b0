using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;

namespace Assistant.Index.Tests;

public sealed class HybridIndexTests
{
    internal static readonly string[] Vocabulary = [.. Enumerable.Range(0, 300).Select(i => $"word{(char)('a' + (i % 26))}{i}")];

    [Fact]
    public async Task A_chunk_is_found_once_the_log_is_caught_up()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        await using var index = IndexFixture.Open(folder, log);
        Assert.Empty(await index.FindAsync("alerting"));
        var (key, _) = log.AddText("Alerting rules are evaluated every minute.");
        Assert.Equal(1, await index.CatchUpAsync());
        Assert.Equal(key, Assert.Single(await index.FindAsync("alert rule")).ChunkKey);
    }

    [Fact]
    public async Task A_reader_beside_the_owner_sees_the_whole_log_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        await using var owner = IndexFixture.Open(folder, log);
        log.AddText("Alerting rules are evaluated every minute.");
        await owner.CatchUpAsync();
        await owner.FlushAsync();
        var (late, _) = log.AddText("Recording rules precompute expressions.");
        var before = Directory.GetFiles(folder.Path).ToDictionary(path => path, File.GetLastWriteTimeUtc);

        await using (var reader = IndexFixture.Open(folder, log, options => options.ReadOnly = true))
        {
            await reader.CatchUpAsync();
            Assert.Equal(2, (await reader.FindAsync("rules")).Count);
            Assert.Equal(late, Assert.Single(await reader.FindAsync("recording")).ChunkKey);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.RebuildAsync());
        }

        Assert.Equal(before, Directory.GetFiles(folder.Path).ToDictionary(path => path, File.GetLastWriteTimeUtc));
        await owner.CatchUpAsync();
        Assert.Single(await owner.FindAsync("recording"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_changes_and_queries_give_what_the_plain_reference_gives(int seed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var log = new MemoryChangeLog();
        var bm25 = new Bm25Options { TitleWeight = 2.5, HeadingsWeight = 1.5, CaptionWeight = 0.75 };
        void Configure(HybridIndexOptions o)
        {
            (o.Bm25.TitleWeight, o.Bm25.HeadingsWeight, o.Bm25.CaptionWeight) = (bm25.TitleWeight, bm25.HeadingsWeight, bm25.CaptionWeight);
            o.FlushChunks = 256;
            o.MergeFactor = 2;
        }

        var index = IndexFixture.Open(folder, log, Configure);
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    for (var n = random.Next(1, 25); n > 0; n--)
                        log.Add([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomChunk(random))]);
                    break;
                case < 8 when log.Chunks.Count > 0:
                    var keys = log.Chunks.Select(c => c.Key).ToList();
                    var first = keys[random.Next(keys.Count)];
                    log.Remove(first, first + random.Next(12));
                    break;
                case 8:
                    await index.FlushAsync();
                    break;
                default:
                    // A start from the files and the log.
                    await index.DisposeAsync();
                    index = IndexFixture.Open(folder, log, Configure);
                    break;
            }

            await index.CatchUpAsync();
            var query = string.Join(' ', Enumerable.Range(0, random.Next(1, 7)).Select(_ => Vocabulary[Skewed(random)]));
            var filter = random.Next(3) switch
            {
                0 => new SearchFilter(new HashSet<int> { random.Next(4), random.Next(4) }),
                1 => new SearchFilter(null, random.Next(2) == 0 ? ContentKind.Image : ContentKind.Text),
                _ => new SearchFilter(),
            };
            var depth = random.Next(1, 40);
            var expected = PlainReference.Search(log.Chunks, query, filter, 1000, bm25);
            PlainReference.AssertSame(expected, await index.FindAsync(query, filter, depth), depth);
        }

        var report = await index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
        Assert.Equal(log.Chunks.Count, report.Chunks);
        await index.DisposeAsync();
    }

    [Fact]
    public async Task Vectors_are_found_by_their_space_and_replaced_and_removed()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(5);
        var index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.MergeFactor) = (256, 2));
        for (var i = 0; i < 700; i++)
        {
            var (key, _) = log.Add(MemoryChangeLog.Chunk("text", i % 3));
            log.AddVectors(Vector(random, key, "a", ContentKind.Text), Vector(random, key, "b", ContentKind.Image));
            if (i % 10 == 3)
                log.AddVectors(Vector(random, key - 2, "a", ContentKind.Text));
            if (i % 17 == 5)
                log.Remove(key - 3, key - 3);
            if (i % 97 == 0)
                await index.CatchUpAsync();
            if (i == 400)
            {
                await index.DisposeAsync();
                index = IndexFixture.Open(folder, log, o => (o.FlushChunks, o.MergeFactor) = (256, 2));
            }
        }

        await index.CatchUpAsync();
        var chunks = log.Chunks.ToDictionary(c => c.Key);
        for (var round = 0; round < 20; round++)
        {
            var probe = Vector(random, 0, "a", ContentKind.Text).Values;
            var filter = round % 2 == 0 ? new SearchFilter() : new SearchFilter(new HashSet<int> { 1 });
            var expected = log.Vectors.Where(v => v is { EncoderId: "a", Modality: ContentKind.Text } && (filter.Collections is null || filter.Collections.Contains(chunks[v.ChunkKey].CollectionKey)))
                .Select(v => (v.ChunkKey, Score: System.Numerics.Tensors.TensorPrimitives.Dot(v.Values.Span, probe.Span))).OrderByDescending(v => v.Score).Take(10).ToList();
            var result = await index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_text", "a", ContentKind.Text, probe)], filter, 10));
            var leg = Assert.Single(result.Legs);
            Assert.Equal("dense_text", leg.Leg);
            Assert.Equal(expected.Select(e => e.ChunkKey), leg.Hits.Select(h => h.ChunkKey));
            Assert.All(leg.Hits.Zip(expected), pair => Assert.Equal(pair.Second.Score, pair.First.Score, 3));
        }

        Assert.True((await index.VerifyAsync()).Healthy);
        await index.DisposeAsync();
    }

    [Fact]
    public async Task Other_tags_move_chunks_and_vectors_wherever_they_lie()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(6);
        var index = IndexFixture.Open(folder, log);
        var probe = Vector(random, 0, "a", ContentKind.Text).Values;
        async Task<(int Words, int Vectors)> CountAsync(string tag)
        {
            var legs = (await index.SearchAsync(new IndexQuery("ferry", [new DenseProbe("dense_text", "a", ContentKind.Text, probe)], new SearchFilter { Tags = [tag] }, 100))).Legs;
            return (legs[0].Hits.Count, legs[1].Hits.Count);
        }

        for (var key = 1; key <= 20; key++)
        {
            log.AddText($"ferry {key}");
            log.AddVectors(Vector(random, key, "a", ContentKind.Text));
        }

        // Not sealed yet, in memory, in a file, and after a start whose commit had marked the old ones only.
        log.Relabel(1, 5, "first");
        await index.CatchUpAsync();
        Assert.Equal((5, 5), await CountAsync("first"));
        log.Relabel(4, 8, "second");
        await index.CatchUpAsync();
        Assert.Equal(((3, 3), (5, 5)), (await CountAsync("first"), await CountAsync("second")));
        await index.FlushAsync();
        log.Relabel(1, 20, "third");
        log.Remove(20, 20);
        await index.CatchUpAsync();
        Assert.Equal(((0, 0), (19, 19)), (await CountAsync("second"), await CountAsync("third")));
        log.Relabel(10, 11);
        await index.CatchUpAsync();
        await index.DisposeAsync();
        index = IndexFixture.Open(folder, log);
        await index.CatchUpAsync();
        Assert.Equal((17, 17), await CountAsync("third"));
        var report = await index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
        await index.DisposeAsync();
    }

    [Fact]
    public async Task An_index_of_another_format_is_built_anew_and_said()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        log.AddText("alpha beta", "beta gamma");
        await using (var index = IndexFixture.Open(folder, log))
            await index.CatchUpAsync();

        // As a program of the first format left it: its number, and a checksum that is right.
        var path = Path.Combine(folder.Path, "commit");
        var bytes = File.ReadAllBytes(path);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 1);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Assistant.Index.Segments.Checksum.Append(0, bytes.AsSpan(0, bytes.Length - 4)));
        File.WriteAllBytes(path, bytes);

        var lines = new List<string>();
        var options = new HybridIndexOptions { Folder = folder.Path };
        await using (var index = new HybridIndex(log, Microsoft.Extensions.Options.Options.Create(options), new RecordingLogger<HybridIndex>(lines)))
        {
            Assert.Equal(1, await index.CatchUpAsync());
            Assert.Equal(2, (await index.FindAsync("beta")).Count);
            Assert.True((await index.VerifyAsync()).Healthy);
        }

        Assert.Contains("format 1", Assert.Single(lines), StringComparison.Ordinal);
        await using var again = IndexFixture.Open(folder, log);
        Assert.Equal(2, (await again.FindAsync("beta")).Count);
    }

    [Fact]
    public async Task A_rebuilt_index_gives_the_same_hits()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(9);
        for (var i = 0; i < 900; i++)
            log.Add(RandomChunk(random));
        log.Remove(100, 160);
        await using var index = IndexFixture.Open(folder, log, o => o.FlushChunks = 256);
        await index.CatchUpAsync();
        log.Remove(300, 310);
        await index.CatchUpAsync();
        var queries = Enumerable.Range(0, 50).Select(_ => string.Join(' ', Enumerable.Range(0, 4).Select(_ => Vocabulary[Skewed(random)]))).ToList();
        var before = new List<IReadOnlyList<LegHit>>();
        foreach (var query in queries)
            before.Add(await index.FindAsync(query));
        Assert.True((await index.RebuildAsync()).Healthy);
        for (var i = 0; i < queries.Count; i++)
            Assert.Equal(before[i], await index.FindAsync(queries[i]));
    }

    [Fact]
    public async Task A_damaged_segment_is_read_from_the_store_again()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        var random = new Random(11);
        await using (var index = IndexFixture.Open(folder, log, o => o.FlushChunks = 256))
        {
            for (var i = 0; i < 600; i++)
            {
                var (key, _) = log.Add(RandomChunk(random));
                log.AddVectors(Vector(random, key, "a", ContentKind.Text));
            }

            log.Remove(50, 60);
            await index.CatchUpAsync();
        }

        var files = Directory.GetFiles(folder.Path).Where(f => f.EndsWith(".lex", StringComparison.Ordinal) || f.EndsWith(".vec", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        for (var round = 0; round < 30; round++)
        {
            var file = files[random.Next(files.Count)];
            var good = File.ReadAllBytes(file);
            var bad = (byte[])good.Clone();
            if (round % 5 == 4)
                bad = bad[..random.Next(bad.Length)];
            else
                bad[random.Next(bad.Length - 600)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bad);
            var copy = Directory.CreateTempSubdirectory("assistant-index-").FullName;
            foreach (var f in Directory.GetFiles(folder.Path))
                File.Copy(f, Path.Combine(copy, Path.GetFileName(f)));
            File.WriteAllBytes(file, good);
            try
            {
                var options = new HybridIndexOptions { Folder = copy };
                options.Languages.Add(Assistant.Index.Text.Language.English);
                await using var index = new HybridIndex(log, Microsoft.Extensions.Options.Options.Create(options), Microsoft.Extensions.Logging.Abstractions.NullLogger<HybridIndex>.Instance);
                var query = string.Join(' ', Vocabulary.Take(3));
                PlainReference.AssertSame(PlainReference.Search(log.Chunks, query, new SearchFilter(), 1000, new Bm25Options()), await index.FindAsync(query, depth: 20), 20);
                var report = await index.VerifyAsync();
                Assert.True(report.Healthy, string.Join('\n', report.Problems));
            }
            finally
            {
                Directory.Delete(copy, recursive: true);
            }
        }
    }

    [Fact]
    public async Task Chunks_of_several_languages_are_found_by_other_forms_of_their_words()
    {
        using var folder = new TemporaryFolder();
        var log = new MemoryChangeLog();
        await using var index = IndexFixture.Open(folder, log, o => o.Languages.Clear());
        var (english, _) = log.AddText("The rules of the houses are the same for all of them and for us.", "One of the dies was cast in the war.");
        var (german, _) = log.AddText("Die Regeln der Häuser sind für alle gleich und gelten auch für uns.");
        var (spanish, _) = log.AddText("Las reglas de las casas son las mismas para todos y también para nosotros.");
        var (japanese, _) = log.AddText("東京都の規則");
        await index.CatchUpAsync();
        Assert.Equal(english, Assert.Single(await index.FindAsync("house")).ChunkKey);
        Assert.Equal(german, Assert.Single(await index.FindAsync("Haus")).ChunkKey);
        Assert.Equal(spanish, Assert.Single(await index.FindAsync("regla")).ChunkKey);
        Assert.Equal(japanese, Assert.Single(await index.FindAsync("京都")).ChunkKey);
        Assert.Equal(english + 1, Assert.Single(await index.FindAsync("war")).ChunkKey);
        Assert.Equal(english + 1, (await index.FindAsync("die war"))[0].ChunkKey);
    }

    private static ChunkVector Vector(Random random, long key, string encoder, ContentKind modality)
    {
        var values = new float[24];
        foreach (ref var value in values.AsSpan())
            value = (float)(random.NextDouble() - 0.5);
        var norm = MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.Dot<float>(values, values));
        foreach (ref var value in values.AsSpan())
            value /= norm;
        return new ChunkVector(key, encoder, modality, values);
    }

    internal static int Skewed(Random random) => (int)(Vocabulary.Length * Math.Pow(random.NextDouble(), 3));

    internal static IndexedChunk RandomChunk(Random random) => MemoryChangeLog.Chunk(
        Words(random, random.Next(1, 60)),
        random.Next(4),
        random.Next(5) == 0 ? ContentKind.Image : ContentKind.Text,
        random.Next(6) == 0 ? BlockKind.Caption : BlockKind.Paragraph,
        random.Next(3) == 0 ? Words(random, 3) : null,
        random.Next(3) == 0 ? [Words(random, 2), Words(random, 2)] : []);

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Vocabulary[Skewed(random)]));
}
