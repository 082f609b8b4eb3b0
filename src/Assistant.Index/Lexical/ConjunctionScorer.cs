using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Scores the chunks that have every required phrase: the rarest leads, the others gallop after it.</summary>
internal sealed unsafe class ConjunctionScorer(SearchWorkspace work)
{
    /// <summary>Adds the hits of a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="required">What a document must have; at least one.</param>
    /// <param name="cursors">Terms that score.</param>
    /// <param name="allowed">Bits of the documents that may be seen; null for all.</param>
    /// <param name="excluded">Tells whether a document is excluded; null when none is.</param>
    /// <param name="cancellationToken">Looked at every 1,024 candidates.</param>
    public void Score(LexicalSegment segment, PhraseMatcher[] required, ReadOnlySpan<PostingsCursor> cursors, ulong[]? allowed, ExclusionCheck? excluded, CancellationToken cancellationToken)
    {
        Array.Sort(required, (a, b) => a.Cost.CompareTo(b.Cost));
        var seen = 0;
        for (var doc = required[0].Advance(0); doc != PostingsCursor.End;)
        {
            if ((++seen & 1023) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var next = doc;
            for (var i = 1; i < required.Length && next == doc; i++)
                next = required[i].Advance(doc);
            if (next != doc)
            {
                doc = next == PostingsCursor.End ? next : required[0].Advance(next);
                continue;
            }

            if (allowed is null || (allowed[doc >> 6] & (1UL << doc)) != 0)
                ScoreDocument(segment, doc, required, cursors, excluded);
            doc = required[0].Advance(doc + 1);
        }
    }

    private void ScoreDocument(LexicalSegment segment, int doc, PhraseMatcher[] required, ReadOnlySpan<PostingsCursor> cursors, ExclusionCheck? excluded)
    {
        var sum = 1;
        foreach (var cursor in cursors)
        {
            if (cursor.Advance(doc) == doc)
                sum += cursor.Score();
        }

        if (sum < work.Hits.Competitive)
            return;
        foreach (var phrase in required)
        {
            if (!phrase.Matches(doc))
                return;
        }

        if (excluded is null || !excluded.IsExcluded(doc))
            work.Hits.Offer(sum, segment.Keys[doc]);
    }
}
