using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Finds the documents of a segment that have a phrase: intersects its places, galloping, then compares positions.</summary>
internal sealed class PhraseMatcher
{
    private readonly (int Offset, PostingsCursor[] Terms)[] _slots;
    private readonly int _fields;
    private readonly SearchWorkspace _work;
    private readonly HashSet<uint> _starts = [];
    private readonly HashSet<uint> _next = [];

    private PhraseMatcher((int Offset, PostingsCursor[] Terms)[] slots, int fields, SearchWorkspace work)
    {
        _slots = slots;
        _fields = fields;
        _work = work;
        Cost = slots[0].Terms.Sum(t => (long)t.DocumentCount);
    }

    /// <summary>Documents of the rarest place.</summary>
    public long Cost { get; }

    /// <summary>Opens a phrase in a segment; null when no document of it can match.</summary>
    public static PhraseMatcher? Open(QueryPhrase phrase, LexicalSegment segment, ReadOnlySpan<TermEntry> entries, in FieldWeights weights, SearchWorkspace work)
    {
        var slots = new (int Offset, PostingsCursor[] Terms)[phrase.Slots.Count];
        for (var s = 0; s < slots.Length; s++)
        {
            var (offset, terms) = phrase.Slots[s];
            var cursors = new List<PostingsCursor>(terms.Length);
            foreach (var term in terms)
            {
                if (entries[term].Documents == 0)
                    continue;
                var cursor = work.Take();
                cursor.Open(segment, entries[term], default, weights, phrase.Fields);
                cursors.Add(cursor);
            }

            if (cursors.Count == 0)
                return null;
            slots[s] = (offset, [.. cursors]);
        }

        Array.Sort(slots, (a, b) => a.Terms.Sum(t => (long)t.DocumentCount).CompareTo(b.Terms.Sum(t => (long)t.DocumentCount)));
        return new PhraseMatcher(slots, phrase.Fields, work);
    }

    /// <summary>First document not below <paramref name="doc"/> that has a term of every place, positions aside; <see cref="PostingsCursor.End"/> when there is none.</summary>
    public int Advance(int doc)
    {
        for (var round = 0; ; round++)
        {
            if ((round & 127) == 127)
                _work.Token.ThrowIfCancellationRequested();
            var lead = Next(_slots[0].Terms, doc);
            if (lead == PostingsCursor.End)
                return lead;
            var agreed = true;
            for (var s = 1; s < _slots.Length && agreed; s++)
            {
                var other = Next(_slots[s].Terms, lead);
                if (other != lead)
                {
                    agreed = false;
                    doc = other;
                }
            }

            if (agreed)
                return lead;
            if (doc == PostingsCursor.End)
                return doc;
        }
    }

    /// <summary>Whether the document stood on has the phrase in one of its fields.</summary>
    public bool Matches(int doc)
    {
        for (var field = 0; field < FieldWeights.Count; field++)
        {
            if ((_fields & (1 << field)) != 0 && MatchesIn(field, doc))
                return true;
        }

        return false;
    }

    private bool MatchesIn(int field, int doc)
    {
        if (_slots.Length == 1)
            return _slots[0].Terms.Any(t => t.Doc == doc && t.Frequency(field) > 0);
        _starts.Clear();
        for (var s = 0; s < _slots.Length; s++)
        {
            var (offset, terms) = _slots[s];
            _next.Clear();
            foreach (var term in terms)
            {
                if (term.Doc != doc || term.Frequency(field) == 0)
                    continue;
                _work.Positions.Clear();
                term.ReadPositions(field, _work.Positions);
                foreach (var position in _work.Positions)
                {
                    // Unsigned: a position too near the field's start wraps round and meets none.
                    var start = position - (uint)offset;
                    if (s == 0 || _starts.Contains(start))
                        _next.Add(start);
                }
            }

            if (_next.Count == 0)
                return false;
            _starts.Clear();
            _starts.UnionWith(_next);
        }

        return true;
    }

    private static int Next(PostingsCursor[] terms, int doc)
    {
        var next = PostingsCursor.End;
        foreach (var term in terms)
            next = Math.Min(next, term.Advance(doc));
        return next;
    }
}
