using System.Numerics;

namespace Assistant.Inference.Tokenizers.Models;

/// <summary>A trie over UTF-16 units in one open hash table of edges: 12 bytes and a probe or two an edge. Filled once, then read by many threads.</summary>
internal sealed class CharTrie
{
    /// <summary>The node that words begin at.</summary>
    public const int Root = 0;

    // An edge: node in the upper 32 bits, unit plus one in the lower, so that 0 is a free slot.
    private long[] edges = new long[64];
    private int[] targets = new int[64];
    private readonly List<int> values = [-1];

    /// <summary>Adds a word; the last value of equal words counts.</summary>
    public void Add(ReadOnlySpan<char> word, int value)
    {
        var node = Root;
        foreach (var unit in word) node = Grow(node, unit);
        values[node] = value;
    }

    /// <summary>The node after one more unit; -1 when no word goes on so.</summary>
    public int Step(int node, char unit)
    {
        var edge = Edge(node, unit);
        for (var slot = Slot(edge); ; slot = (slot + 1) & (edges.Length - 1))
        {
            if (edges[slot] == edge) return targets[slot];
            if (edges[slot] == 0) return -1;
        }
    }

    /// <summary>The value of the word that ends at a node; -1 when none does.</summary>
    public int ValueAt(int node) => values[node];

    private int Grow(int node, char unit)
    {
        if (Step(node, unit) is >= 0 and var next) return next;
        if (values.Count * 2 > edges.Length) Double();
        values.Add(-1);
        Insert(Edge(node, unit), values.Count - 1);
        return values.Count - 1;
    }

    private void Double()
    {
        var (oldEdges, oldTargets) = (edges, targets);
        (edges, targets) = (new long[edges.Length * 2], new int[edges.Length * 2]);
        for (var i = 0; i < oldEdges.Length; i++)
        {
            if (oldEdges[i] != 0) Insert(oldEdges[i], oldTargets[i]);
        }
    }

    private void Insert(long edge, int target)
    {
        var slot = Slot(edge);
        while (edges[slot] != 0) slot = (slot + 1) & (edges.Length - 1);
        (edges[slot], targets[slot]) = (edge, target);
    }

    private static long Edge(int node, char unit) => (long)node << 32 | (uint)(unit + 1);

    // Fibonacci hashing: the upper bits of a product with 2^64 / φ.
    private int Slot(long edge) => (int)((ulong)edge * 0x9E3779B97F4A7C15 >> (64 - BitOperations.Log2((uint)edges.Length)));
}
