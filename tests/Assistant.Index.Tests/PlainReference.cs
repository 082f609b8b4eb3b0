using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index.Tests;

/// <summary>BM25F as in the papers, over dictionaries: every chunk is analyzed and scored for every query.</summary>
internal static class PlainReference
{
    /// <param name="chunks">All chunks of the store.</param>
    /// <param name="query">Words that every language leaves as they are, none of them a stop word.</param>
    /// <param name="filter">What may be found; statistics are of all chunks.</param>
    /// <param name="depth">Hits wanted.</param>
    /// <param name="options">Parameters.</param>
    /// <param name="languages">Languages that chunks may be stemmed in; none for English only.</param>
    public static List<LegHit> Search(IReadOnlyCollection<IndexedChunk> chunks, string query, SearchFilter filter, int depth, Bm25Options options, params Language[] languages)
    {
        var chooser = new LanguageChooser(languages.Length == 0 ? [Language.English] : languages);
        var documents = chunks.Select(c => new Document(c, options, chooser.Choose(c.Text))).ToList();
        var mean = documents.Count == 0 ? 1 : documents.Average(d => d.RawLength);
        var scores = new Dictionary<long, double>();
        foreach (var term in Terms(query).GroupBy(t => t))
        {
            var with = documents.Where(d => d.Frequencies.ContainsKey(term.Key)).ToList();
            var idf = Math.Log(1 + ((documents.Count - with.Count + 0.5) / (with.Count + 0.5))) * term.Count();
            foreach (var document in with)
            {
                var f = document.Frequencies[term.Key];
                var norm = options.K1 * (1 - options.B + (options.B * document.Length / mean));
                scores[document.Chunk.Key] = scores.GetValueOrDefault(document.Chunk.Key) + (idf * f / (f + norm));
            }
        }

        return [.. documents.Where(d => scores.ContainsKey(d.Chunk.Key))
            .Where(d => filter.Matches(d.Chunk.CollectionKey, d.Chunk.DocumentKind, d.Chunk.Tags, d.Chunk.Date))
            .Select(d => new LegHit(d.Chunk.Key, (float)scores[d.Chunk.Key]))
            .OrderByDescending(h => h.Score).ThenBy(h => h.ChunkKey).Take(depth)];
    }

    public static List<string> Terms(string text) => Analyze(text, Language.English).Terms;

    /// <summary>The terms of a text, and the words that it counts for its length.</summary>
    private static (List<string> Terms, int Words) Analyze(string text, Language language)
    {
        var analyzer = new TextAnalyzer();
        var terms = new List<string>();
        var positions = 0;
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            analyzer.Expand(words.Current, words.Shape, language);
            for (var i = 0; i < analyzer.Count; i++)
                terms.Add(System.Text.Encoding.UTF8.GetString(analyzer.Term(i)));
            positions += analyzer.Advance;
        }

        return (terms, positions);
    }

    /// <summary>Asserts the same scores to float precision, and the same order but for near ties.</summary>
    public static void AssertSame(IReadOnlyList<LegHit> expected, IReadOnlyList<LegHit> actual, int depth, float tolerance = 1e-4f)
    {
        Assert.Equal(Math.Min(depth, expected.Count), actual.Count);
        var scores = expected.ToDictionary(h => h.ChunkKey, h => h.Score);
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.Equal(expected[i].Score, actual[i].Score, tolerance);
            Assert.Equal(scores[actual[i].ChunkKey], actual[i].Score, tolerance);
            if (i > 0)
                Assert.True(actual[i - 1].Score > actual[i].Score || (actual[i - 1].Score == actual[i].Score && actual[i - 1].ChunkKey < actual[i].ChunkKey), "Equal scores come by chunk key.");
        }
    }

    private sealed class Document
    {
        private readonly Language _language;

        public Document(IndexedChunk chunk, Bm25Options options, Language language)
        {
            Chunk = chunk;
            _language = language;
            Add(chunk.Title ?? "", options.TitleWeight);
            foreach (var heading in chunk.Headings)
                Add(heading, options.HeadingsWeight);
            Add(chunk.Text, chunk.BlockKind is BlockKind.Caption or BlockKind.Ocr ? options.CaptionWeight : options.BodyWeight);
        }

        public IndexedChunk Chunk { get; }

        public Dictionary<string, double> Frequencies { get; } = [];

        public double RawLength { get; private set; }

        public double Length => Math.Max(1, Math.Round(RawLength));

        private void Add(string text, double weight)
        {
            var (terms, words) = Analyze(text, _language);
            RawLength += weight * words;
            foreach (var term in terms)
                Frequencies[term] = Frequencies.GetValueOrDefault(term) + weight;
        }
    }
}
