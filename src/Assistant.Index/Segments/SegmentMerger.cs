using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>Writes the chunks of several segments that are not deleted into one.</summary>
internal static class SegmentMerger
{
    /// <summary>Merges; the views may interleave by key, and a key stands in one of them only.</summary>
    /// <param name="views">Segments to merge, at the moment of the merge.</param>
    /// <param name="weights">Field weights of the new segment's impacts.</param>
    /// <param name="output">Takes the segment.</param>
    /// <param name="spool">Empty, readable and seekable.</param>
    /// <param name="cancellationToken">Looked at every 4,096 chunks and 1,024 terms.</param>
    /// <returns>Chunks written.</returns>
    public static int Merge(IReadOnlyList<SegmentView> views, in FieldWeights weights, Stream output, Stream spool, CancellationToken cancellationToken)
    {
        var maps = Number(views, out var rows, cancellationToken);
        var writer = new SegmentWriter(output, spool, rows, weights);
        var cursors = new TermCursor?[views.Count];
        for (var v = 0; v < cursors.Length; v++)
        {
            var cursor = views[v].Segment.Terms.All();
            cursors[v] = cursor.MoveNext() ? cursor : null;
        }

        var reader = new PostingsReader();
        var list = new PostingList();
        var term = new byte[SegmentWriter.TermBytes];
        for (var done = 0; ; done++)
        {
            if ((done & 1023) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            TermCursor? least = null;
            foreach (var cursor in cursors)
            {
                if (cursor is not null && (least is null || cursor.Term.SequenceCompareTo(least.Term) < 0))
                    least = cursor;
            }

            if (least is null)
                break;
            var length = least.Term.Length;
            least.Term.CopyTo(term);
            list.Clear();
            for (var v = 0; v < cursors.Length; v++)
            {
                if (cursors[v] is not { } cursor || !cursor.Term.SequenceEqual(term.AsSpan(0, length)))
                    continue;
                reader.Read(views[v].Segment, cursor.Entry, maps[v], list);
                if (!cursor.MoveNext())
                    cursors[v] = null;
            }

            if (list.Count == 0)
                continue;
            list.SortByDocument();
            writer.Add(term.AsSpan(0, length), list);
        }

        writer.Finish();
        return rows.Length;
    }

    /// <summary>Numbers the live documents of all views by key.</summary>
    private static unsafe int[][] Number(IReadOnlyList<SegmentView> views, out ChunkRow[] rows, CancellationToken cancellationToken)
    {
        var maps = new int[views.Count][];
        var next = new int[views.Count];
        for (var v = 0; v < maps.Length; v++)
        {
            maps[v] = new int[views[v].Segment.Count];
            Array.Fill(maps[v], -1);
        }

        rows = new ChunkRow[views.Sum(v => v.LiveCount)];
        for (var doc = 0; doc < rows.Length; doc++)
        {
            if ((doc & 4095) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var least = -1;
            for (var v = 0; v < maps.Length; v++)
            {
                while (next[v] < maps[v].Length && views[v].IsDeleted(next[v]))
                    next[v]++;
                if (next[v] < maps[v].Length && (least < 0 || views[v].Segment.Keys[next[v]] < views[least].Segment.Keys[next[least]]))
                    least = v;
            }

            rows[doc] = views[least].Segment.Row(next[least]);
            maps[least][next[least]++] = doc;
        }

        return maps;
    }
}
