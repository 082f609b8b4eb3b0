using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Tests;

internal static class SegmentFixture
{
    public static readonly FieldWeights Weights = FieldWeights.Of(new Bm25Options());

    public static LexicalSegment Build(IEnumerable<IndexedChunk> chunks, FieldWeights? weights = null)
    {
        var builder = new SegmentBuilder(weights ?? Weights, new LanguageChooser(Language.English));
        foreach (var chunk in chunks)
            builder.Add(chunk);
        return builder.Build();
    }

    public static IndexedChunk Chunk(long key, string text) => MemoryChangeLog.Chunk(text) with { Key = key };
}
