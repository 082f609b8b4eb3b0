using System.Diagnostics;
using Assistant.Core.Retrieval;
using Assistant.Index.Lexical;
using Assistant.Index.Segments;

namespace Assistant.Evals.Index;

/// <summary>Compares the hits of text queries with those of scoring every posting, over the files of an index's last commit.</summary>
internal static class PruningCheck
{
    /// <summary>Compares.</summary>
    /// <param name="folder">Folder of the index.</param>
    /// <param name="options">Parameters that it was built with.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="depth">Hits of a query.</param>
    /// <param name="rounds">Times that each query is scored exhaustively.</param>
    /// <param name="cancellationToken">Honoured within a query.</param>
    /// <returns>Queries with other hits, and the times of exhaustive scoring.</returns>
    public static (int Differing, LatencyFigures Exhaustive) Run(string folder, Bm25Options options, IReadOnlyList<string> queries, int depth, int rounds, CancellationToken cancellationToken)
    {
        var files = new SegmentFolder(folder, FieldWeights.Of(options));
        var views = CommitPoint.Read(folder)!.Segments.Where(segment => segment.Space is null).OrderBy(segment => segment.FirstKey).Select(segment => new SegmentView(files.OpenLexical(segment.FileName))).ToList();
        var searcher = new LexicalSearcher(options);
        var times = new QueryTimes(queries.Count);
        var differing = 0;
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < queries.Count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var all = Find(i, exhaustive: true);
                if (round >= 0)
                    times.Add(i, Stopwatch.GetElapsedTime(start));
                if (round == 0 && !all.SequenceEqual(Find(i, exhaustive: false)))
                    differing++;
            }
        }

        return (differing, times.Figures);

        IReadOnlyList<LegHit> Find(int query, bool exhaustive) => searcher.Find(
            views, QueryCompiler.Compile(queries[query], views, options.StopWordWeight), new SearchFilter(), depth, exhaustive, cancellationToken);
    }
}
