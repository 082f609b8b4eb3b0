using System.Diagnostics.CodeAnalysis;

namespace Assistant.Index.Dense;

/// <summary>One level of a graph under construction: lists with slack, and the links that the rows of the current batch propose.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The finished graph keeps reading the buffers and holds this object as their owner.")]
internal sealed unsafe class HnswGrowingLevel
{
    private readonly NativeBuffer _links;
    private readonly NativeBuffer? _rows;
    private readonly NativeBuffer? _down;
    private readonly NativeBuffer _proposals;
    private readonly int[] _proposed;
    private readonly int _connectivity;

    public HnswGrowingLevel(int level, int count, int connectivity, int batchRows)
    {
        Count = count;
        _connectivity = connectivity;
        FinalSlots = level == 0 ? 2 * connectivity : connectivity;
        var capacity = FinalSlots + FinalSlots / 2;
        _links = new NativeBuffer((long)count * capacity * sizeof(uint));
        for (long at = 0; at < _links.Length; at += 1 << 30)
            new Span<byte>(_links.Start + at, (int)Math.Min(1 << 30, _links.Length - at)).Fill(0xFF);
        if (level > 0)
        {
            _rows = new NativeBuffer((long)count * sizeof(uint));
            _down = new NativeBuffer((long)count * sizeof(uint));
        }
        var batch = Math.Min(batchRows, count);
        _proposals = new NativeBuffer((long)batch * connectivity * sizeof(uint));
        _proposed = new int[batch];
        View = ViewOf(capacity);
    }

    public int Count { get; }

    /// <summary>Links of a node once the graph is done.</summary>
    public int FinalSlots { get; }

    public HnswLevel View { get; private set; }

    /// <summary>Nodes that walks can reach: those of earlier batches.</summary>
    public int Linked { get; set; }

    /// <summary>Nodes of the current batch; they follow the linked ones.</summary>
    public int BatchCount { get; set; }

    public void BeginBatch() => BatchCount = 0;

    /// <summary>Sets which row a node stands for and its number one level below.</summary>
    public void Name(uint node, int row, uint down)
    {
        if (_rows is null || _down is null)
            return;
        ((uint*)_rows.Start)[node] = (uint)row;
        ((uint*)_down.Start)[node] = down;
    }

    /// <summary>Where the links that a node of the batch proposes are written.</summary>
    public uint* Proposal(uint node) => (uint*)_proposals.Start + (node - Linked) * _connectivity;

    public void Propose(uint node, int count) => _proposed[(int)node - Linked] = count;

    /// <summary>Makes a node's proposals its list and returns them.</summary>
    public ReadOnlySpan<uint> AcceptProposal(uint node)
    {
        var links = new ReadOnlySpan<uint>(Proposal(node), _proposed[(int)node - Linked]);
        links.CopyTo(new Span<uint>(View.List(node), View.Slots));
        return links;
    }

    /// <summary>Closes the slack, in place.</summary>
    public void Compact()
    {
        var wide = View;
        View = ViewOf(FinalSlots);
        // Destinations never run ahead of sources, so ascending order overwrites only what has been moved.
        for (var node = 0u; node < (uint)Count; node++)
            new Span<uint>(wide.List(node), FinalSlots).CopyTo(new Span<uint>(View.List(node), FinalSlots));
    }

    private HnswLevel ViewOf(int slots) => new(
        (uint*)_links.Start, slots, Count, _rows is null ? null : (uint*)_rows.Start, _down is null ? null : (uint*)_down.Start);
}
