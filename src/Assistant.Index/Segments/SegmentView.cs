using System.Collections.Concurrent;
using Assistant.Core.Retrieval;
using Assistant.Index.Filters;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>A segment with the deletions of one moment. Immutable but for caches that readers fill without locks.</summary>
internal sealed unsafe class SegmentView
{
    private const int LargestCache = 4096;

    private readonly ulong[]? _deleted;
    private readonly int[] _languageCounts;
    private readonly ConcurrentDictionary<long, int> _liveDocuments = new();
    private readonly FilterCache _filters;

    private SegmentView(LexicalSegment segment, ulong[]? deleted, int deletedCount, FieldTotals totals, int[] languageCounts)
    {
        _languageCounts = languageCounts;
        Segment = segment;
        _deleted = deleted;
        DeletedCount = deletedCount;
        Totals = totals;
        _filters = new FilterCache(segment.Attributes);
    }

    /// <summary>A segment without deletions.</summary>
    public SegmentView(LexicalSegment segment)
        : this(segment, null, 0, segment.Totals, [.. segment.LanguageCounts])
    {
    }

    /// <summary>The segment.</summary>
    public LexicalSegment Segment { get; }

    /// <summary>Deleted documents.</summary>
    public int DeletedCount { get; }

    /// <summary>Documents that are not deleted.</summary>
    public int LiveCount => Segment.Count - DeletedCount;

    /// <summary>Field lengths of the documents that are not deleted.</summary>
    public FieldTotals Totals { get; }

    /// <summary>Documents of each language that are not deleted: how a query is read must not depend on those that are gone.</summary>
    public ReadOnlySpan<int> LanguageCounts => _languageCounts;

    /// <summary>Whether a document is deleted.</summary>
    public bool IsDeleted(int doc) => _deleted is not null && (_deleted[doc >> 6] & (1UL << doc)) != 0;

    /// <summary>Bits of the deleted documents; empty when there are none.</summary>
    public ReadOnlySpan<ulong> Deleted => _deleted;

    /// <summary>This view with the documents of a key range deleted as well; itself when there are none.</summary>
    public SegmentView Delete(long firstKey, long lastKey)
    {
        var from = Segment.Find(firstKey);
        from = from < 0 ? ~from : from;
        ulong[]? deleted = null;
        var count = DeletedCount;
        var totals = Totals;
        var languages = (int[])_languageCounts.Clone();
        for (var doc = from; doc < Segment.Count && Segment.Keys[doc] <= lastKey; doc++)
        {
            if (IsDeleted(doc))
                continue;
            deleted ??= _deleted is null ? new ulong[(Segment.Count + 63) / 64] : (ulong[])_deleted.Clone();
            deleted[doc >> 6] |= 1UL << doc;
            totals -= FieldTotals.Of(Segment, doc);
            languages[(int)Segment.Attributes[doc].Language]--;
            count++;
        }

        return deleted is null ? this : new SegmentView(Segment, deleted, count, totals, languages);
    }

    /// <summary>A view with deletions that were stored.</summary>
    public static SegmentView WithDeleted(LexicalSegment segment, IEnumerable<int> documents)
    {
        var deleted = new ulong[(segment.Count + 63) / 64];
        var count = 0;
        var totals = segment.Totals;
        int[] languages = [.. segment.LanguageCounts];
        foreach (var doc in documents)
        {
            deleted[doc >> 6] |= 1UL << doc;
            totals -= FieldTotals.Of(segment, doc);
            languages[(int)segment.Attributes[doc].Language]--;
            count++;
        }

        return count == 0 ? new SegmentView(segment) : new SegmentView(segment, deleted, count, totals, languages);
    }

    /// <summary>Documents of a term that are not deleted: counted once for each term and set of deletions, so that scores equal those of an index that never had the deleted chunks.</summary>
    public int LiveDocuments(TermEntry entry, int fields, PostingsCursor counter)
    {
        if (entry.Documents == 0 || (_deleted is null && fields == FieldWeights.AllFields))
            return entry.Documents;
        var id = (entry.Postings * (FieldWeights.AllFields + 1)) + fields;
        if (_liveDocuments.TryGetValue(id, out var live))
            return live;
        counter.Open(Segment, entry, default, default, fields);
        for (var block = 0; block < counter.BlockCount; block++)
        {
            counter.Load(block);
            for (var i = 0; i < counter.N; i++)
            {
                if (!IsDeleted(counter.Docs[i]) && (fields == FieldWeights.AllFields || counter.IsIn(i)))
                    live++;
            }
        }

        if (_liveDocuments.Count < LargestCache)
            _liveDocuments[id] = live;
        return live;
    }

    /// <summary>Bits of the documents that a search may see; null when it may see all, empty when none.</summary>
    public ulong[]? Allowed(SearchFilter filter) => _filters.Allowed(filter, Segment.Count, _deleted);
}
