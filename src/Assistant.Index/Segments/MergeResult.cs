namespace Assistant.Index.Segments;

/// <summary>What a merge or a flush made of some segments.</summary>
/// <param name="Lexical">Lexical views that went in, as they were then.</param>
/// <param name="MergedLexical">What came out; null when nothing lived.</param>
/// <param name="Vectors">Vector views of one space that went in.</param>
/// <param name="MergedVectors">What came out; null when nothing lived.</param>
internal sealed record MergeResult(IReadOnlyList<SegmentView> Lexical, LexicalSegment? MergedLexical, IReadOnlyList<VectorView> Vectors, VectorSegment? MergedVectors)
{
    /// <summary>The segments that went in.</summary>
    public IEnumerable<object> Inputs => Lexical.Select(v => (object)v.Segment).Concat(Vectors.Select(v => v.Segment));

    /// <summary>Puts the outcome in place of the inputs; what was deleted from them meanwhile is deleted from it.</summary>
    public IndexSnapshot Install(IndexSnapshot snapshot)
    {
        var inputs = Inputs.ToHashSet(ReferenceEqualityComparer.Instance);
        IEnumerable<SegmentView> lexical = MergedLexical is null ? [] : [SegmentView.WithDeleted(MergedLexical, DeletedSince(snapshot))];
        IEnumerable<VectorView> vectors = MergedVectors is null ? [] : [VectorView.WithDeleted(MergedVectors, DeletedVectorsSince(snapshot))];
        return snapshot.Replace(inputs, lexical, vectors);
    }

    private List<int> DeletedSince(IndexSnapshot snapshot)
    {
        var deleted = new List<int>();
        foreach (var old in Lexical)
        {
            var now = Array.Find(snapshot.Lexical, v => v.Segment == old.Segment);
            if (now == old)
                continue;
            for (var doc = 0; doc < old.Segment.Count; doc++)
            {
                if (!old.IsDeleted(doc) && (now is null || now.IsDeleted(doc)))
                    deleted.Add(MergedLexical!.Find(old.Segment.KeySpan[doc]));
            }
        }

        return deleted;
    }

    private List<int> DeletedVectorsSince(IndexSnapshot snapshot)
    {
        var deleted = new List<int>();
        foreach (var old in Vectors)
        {
            var now = Array.Find(snapshot.Vectors, v => v.Segment == old.Segment);
            if (now == old)
                continue;
            for (var row = 0; row < old.Segment.Count; row++)
            {
                if (!old.IsDeleted(row) && (now is null || now.IsDeleted(row)))
                    deleted.Add(MergedVectors!.LowerBound(old.Segment.Keys[row]));
            }
        }

        return deleted;
    }
}
