using Assistant.Core.Retrieval;
using Assistant.Evals.Index;

namespace Assistant.Evals.Tests.Index;

public sealed class CorpusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("corpus-tests-").FullName;

    [Fact]
    public void A_smaller_corpus_of_a_seed_is_the_beginning_of_a_larger_one()
    {
        using var large = Write("large", 2500, 3);
        using var small = Write("small", 1500, 3);
        using var other = Write("other", 1500, 4);
        Assert.Equal(large.ReadTexts(0, 1500), small.ReadTexts(0, 1500));
        Assert.Equal(Rows(large, 0, 1500), Rows(small, 0, 1500));
        Assert.NotEqual(other.ReadTexts(0, 10), small.ReadTexts(0, 10));
        Assert.NotEqual(Rows(other, 0, 10), Rows(small, 0, 10));
    }

    [Fact]
    public void The_written_truth_is_that_of_comparing_every_row()
    {
        using var corpus = Write("truth", 1200, 5);
        var (truth, queries) = corpus.Truth(1200, 10, default);
        Assert.Equal((CorpusGenerator.Queries, CorpusGenerator.Queries * CorpusFolder.TruthRows), (queries, truth.Length));
        var rows = Rows(corpus, 0, 1200);
        for (var query = 0; query < 3; query++)
        {
            var asked = corpus.QueryVectors.Slice(query * 16, 16).ToArray();
            var scores = Enumerable.Range(0, 1200).Select(row => Enumerable.Range(0, 16).Sum(i => (double)asked[i] * rows[(row * 16) + i])).ToArray();
            var nearest = Enumerable.Range(0, 1200).OrderByDescending(row => scores[row]).Take(10);
            Assert.Equal(nearest, truth.AsSpan(query * CorpusFolder.TruthRows, 10).ToArray());
        }

        // The stored truth is of the whole corpus: for its first rows it is computed.
        var (part, some) = corpus.Truth(600, 10, default);
        Assert.Equal(10, some);
        Assert.All(part, row => Assert.InRange(row, 0, 599));
    }

    [Fact]
    public void Texts_are_read_from_any_place()
    {
        using var corpus = Write("texts", 137, 6);
        var all = corpus.ReadTexts(0, 137);
        Assert.Equal(137, all.Count);
        foreach (var (first, count) in new[] { (0, 1), (9, 2), (10, 10), (35, 61), (136, 1), (137, 0) })
            Assert.Equal(all.GetRange(first, count), corpus.ReadTexts(first, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.ReadTexts(130, 8));
    }

    [Fact]
    public void Words_and_their_neighbours_are_those_of_the_folder()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        File.WriteAllText(Path.Combine(source, "a.txt"), string.Concat(Enumerable.Range(0, 400).Select(i => $"alpha beta word{i % 100} Thing{i % 7}. ")));
        File.WriteAllBytes(Path.Combine(source, "picture"), [1, 0, 2, 3]);
        CorpusGenerator.Write(Path.Combine(_folder, "words"), new CorpusOptions { Chunks = 100, Dimensions = 0, WordsFrom = source });
        using var corpus = new CorpusFolder(Path.Combine(_folder, "words"), 0);
        var words = corpus.ReadTexts(0, 100).SelectMany(text => text.Split(' ')).ToList();
        Assert.All(words, word => Assert.Matches("^(alpha|beta|word[0-9]+|Thing[0-6]\\.|[a-z0-9]+-[0-9]+)$", word));
        // Seven of ten words follow the one before, and one in four does by chance.
        var pairs = words.Zip(words.Skip(1)).Where(pair => pair.First == "alpha").ToList();
        Assert.InRange(pairs.Count(pair => pair.Second == "beta") / (double)pairs.Count, 0.7, 0.85);
        Assert.Throws<InvalidDataException>(() => CorpusGenerator.Write(_folder, new CorpusOptions { Chunks = 1, Dimensions = 0, WordsFrom = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName }));
        Assert.All(corpus.Queries, query => Assert.InRange(query.Split(' ').Length, 2, 6));
    }

    [Fact]
    public async Task The_change_log_holds_every_chunk_once_and_grows()
    {
        using var corpus = Write("log", 95, 7);
        var log = new CorpusChangeLog(corpus, 95);
        Assert.Equal(20, await log.LatestAsync());
        log.Count = 98;
        var changes = await log.ReadAsync(0, 1000);
        Assert.Equal(26, await log.LatestAsync());
        Assert.Equal(Enumerable.Range(1, 26).Select(i => (long)i), changes.Select(change => change.Sequence));
        foreach (var kind in new[] { IndexChangeKind.Added, IndexChangeKind.VectorsAdded })
            Assert.Equal(Enumerable.Range(1, 98).Select(i => (long)i), changes.Where(change => change.Kind == kind).SelectMany(change => Range(change.FirstKey, change.LastKey)));
        Assert.Equal(changes.Skip(7).Take(4), await log.ReadAsync(7, 4));

        // After the corpus's last chunk it begins again.
        var chunks = await log.ReadChunksAsync(94, 200);
        Assert.Equal([94, 95, 96, 97, 98], chunks.Select(chunk => chunk.Key));
        Assert.Equal([.. corpus.ReadTexts(93, 2), .. corpus.ReadTexts(0, 3)], chunks.Select(chunk => chunk.Text));
        Assert.Equal(Rows(corpus, 0, 1), (await log.ReadVectorsAsync(96, 96)).Single().Values.ToArray());

        static IEnumerable<long> Range(long first, long last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(key => (long)key);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CorpusFolder Write(string name, int chunks, int seed)
    {
        var folder = Path.Combine(_folder, name);
        CorpusGenerator.Write(folder, new CorpusOptions { Chunks = chunks, Dimensions = 16, Seed = seed });
        return new CorpusFolder(folder, 16);
    }

    private static float[] Rows(CorpusFolder corpus, int first, int count)
    {
        var rows = new float[count * 16];
        corpus.ReadVectors(first, rows);
        return rows;
    }
}
