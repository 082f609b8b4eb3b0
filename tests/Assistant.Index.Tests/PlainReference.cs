using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Index.Tests;

/// <summary>BM25F as in the papers, over dictionaries: every chunk is analyzed and scored for every query.</summary>
internal static class PlainReference
{
    public static List<LegHit> Search(IReadOnlyCollection<IndexedChunk> chunks, string query, SearchFilter filter, int depth, Bm25Options options)
    {
        var documents = chunks.Select(c => new Document(c, options)).ToList();
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
            .Where(d => filter.Collections is null || filter.Collections.Contains(d.Chunk.CollectionKey))
            .Where(d => filter.Kind is null || filter.Kind == d.Chunk.DocumentKind)
            .Select(d => new LegHit(d.Chunk.Key, (float)scores[d.Chunk.Key]))
            .OrderByDescending(h => h.Score).ThenBy(h => h.ChunkKey).Take(depth)];
    }

    public static List<string> Terms(string text)
    {
        var analyzer = new TextAnalyzer();
        var terms = new List<string>();
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            analyzer.Expand(words.Current, words.Shape, Language.English);
            for (var i = 0; i < analyzer.Count; i++)
                terms.Add(System.Text.Encoding.UTF8.GetString(analyzer.Term(i)));
        }

        return terms;
    }

    private sealed class Document
    {
        public Document(IndexedChunk chunk, Bm25Options options)
        {
            Chunk = chunk;
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
            var terms = Terms(text);
            RawLength += weight * terms.Count;
            foreach (var term in terms)
                Frequencies[term] = Frequencies.GetValueOrDefault(term) + weight;
        }
    }
}
