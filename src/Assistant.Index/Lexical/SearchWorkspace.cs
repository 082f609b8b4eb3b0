using Assistant.Index.Segments;

namespace Assistant.Index.Lexical;

/// <summary>Buffers of one running search; pooled.</summary>
internal sealed unsafe class SearchWorkspace
{
    private readonly List<PostingsCursor> _cursors = [];
    private readonly SegmentBytes _window = SegmentBytes.Allocate(WindowSize * sizeof(int));
    private int _used;

    /// <summary>Documents of a group, as a power of two: 64 groups are a window, so that one word tells which were touched.</summary>
    public const int GroupShift = 6;

    /// <summary>Documents of a window.</summary>
    public const int WindowSize = 64 << GroupShift;

    /// <summary>Sums of scores in the window, [WindowSize], all 0 between uses.</summary>
    public int* Window => (int*)_window.Address;

    /// <summary>Hits so far.</summary>
    public TopHits Hits { get; } = new();

    /// <summary>Positions, for phrases.</summary>
    public List<uint> Positions { get; } = [];

    /// <summary>Ends the search that uses this.</summary>
    public CancellationToken Token { get; set; }

    /// <summary>Gives a cursor.</summary>
    public PostingsCursor Take()
    {
        if (_used == _cursors.Count)
            _cursors.Add(new PostingsCursor());
        return _cursors[_used++];
    }

    /// <summary>Takes all cursors back.</summary>
    public void ReleaseCursors() => _used = 0;
}
