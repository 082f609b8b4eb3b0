using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>
/// One level of a graph: <see cref="Count"/> nodes with <see cref="Slots"/> neighbours each. Nodes of upper levels are
/// numbered within their level, so that no table from row to node is needed; level 0's nodes are the rows.
/// </summary>
internal readonly unsafe struct HnswLevel(uint* links, int slots, int count, uint* rows, uint* down)
{
    /// <summary>Marks an empty slot; the first one ends a node's list.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>More than any level has, slack of a level under construction included.</summary>
    public const int MaxSlots = 256;

    /// <summary>[count, slots] nodes of this level.</summary>
    public uint* Links { get; } = links;

    public int Slots { get; } = slots;

    public int Count { get; } = count;

    /// <summary>[count] rows of the nodes; null at level 0.</summary>
    public uint* Rows { get; } = rows;

    /// <summary>[count] the same nodes' numbers one level below; null at level 0.</summary>
    public uint* Down { get; } = down;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* List(uint node) => Links + (long)node * Slots;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(uint node) => Rows is null ? (int)node : (int)Rows[node];
}
