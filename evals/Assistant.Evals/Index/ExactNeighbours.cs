namespace Assistant.Evals.Index;

/// <summary>Nearest rows by comparing every row as float32: the truth that recall is measured against.</summary>
internal static class ExactNeighbours
{
    private const int BlockRows = 1024;

    /// <summary>Finds the rows with the largest inner product with each of the first queries; equal ones by row.</summary>
    /// <param name="corpus">Rows and queries.</param>
    /// <param name="rows">Only the first rows.</param>
    /// <param name="queries">Only the first queries.</param>
    /// <param name="k">Neighbours of a query.</param>
    /// <param name="allowed">Which rows count; null for all.</param>
    /// <param name="cancellationToken">Looked at for each block of 1,024 rows.</param>
    /// <returns>[queries, k], best first; −1 where there are fewer rows.</returns>
    public static int[] Find(CorpusFolder corpus, int rows, int queries, int k, Func<int, bool>? allowed, CancellationToken cancellationToken)
    {
        var width = corpus.Dimensions;
        var asked = corpus.QueryVectors;
        var found = new int[queries * k];
        var scores = new float[queries * k];
        Array.Fill(found, -1);
        Array.Fill(scores, float.NegativeInfinity);
        var block = new float[BlockRows * width];
        for (var first = 0; first < rows; first += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BlockRows, rows - first);
            corpus.ReadVectors(first, block.AsSpan(0, count * width));
            Parallel.For(0, queries, query =>
            {
                var bestScores = scores.AsSpan(query * k, k);
                var bestRows = found.AsSpan(query * k, k);
                for (var i = 0; i < count; i++)
                {
                    if (allowed is not null && !allowed(first + i))
                        continue;
                    var score = InnerProduct.Of(asked.Span.Slice(query * width, width), block.AsSpan(i * width, width));
                    if (score > bestScores[^1])
                        Insert(bestScores, bestRows, score, first + i);
                }
            });
        }

        return found;
    }

    private static void Insert(Span<float> scores, Span<int> rows, float score, int row)
    {
        var at = scores.Length - 1;
        for (; at > 0 && scores[at - 1] < score; at--)
            (scores[at], rows[at]) = (scores[at - 1], rows[at - 1]);
        (scores[at], rows[at]) = (score, row);
    }
}
