using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Assistant.Core.Content;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Learning.Refresh;

/// <summary>
/// What a refresh learns from and measures with: the items of one direction and encoder at a moment, in the order of their
/// ids. The same items give the same snapshot, and so the same adapter. Immutable.
/// </summary>
public sealed class TrainingSnapshot
{
    private TrainingSnapshot(AdapterDirection direction, string encoderId, IReadOnlyList<ReplayItem> items)
    {
        (Direction, EncoderId) = (direction, encoderId);
        var kept = items.Where(item => item.Weight > 0).ToList();
        Validation = [.. kept.Where(item => item.Value > 0 && item.Origin != ReplayOrigin.Gold && item.IsValidation)];
        Gold = [.. kept.Where(item => item.Value > 0 && item.Origin == ReplayOrigin.Gold)];
        var own = kept.Where(item => item.Origin != ReplayOrigin.Gold && !item.IsValidation).ToList();
        Tuning = [.. own.Where(item => item.Value > 0 && ReplaySplit.IsTuning(item.Id))];
        Positives = [.. own.Where(item => item.Value > 0 && !ReplaySplit.IsTuning(item.Id))];
        Negatives = [.. own.Where(item => item.Value < 0 && !ReplaySplit.IsTuning(item.Id))];
        Dimensions = items.Count == 0 ? 0 : items[0].Query.Length;
        Hash = HashOf(items);
        Lineage = [.. items.SelectMany(item => item.Sources.Append(item.Target)).Distinct().OrderBy(id => id.Value)];
        Until = items.Count == 0 ? DateTimeOffset.MinValue : items.Max(item => item.At);
    }

    /// <summary>What is asked with, and what is to be found.</summary>
    public AdapterDirection Direction { get; }

    /// <summary>Who made the vectors.</summary>
    public string EncoderId { get; }

    /// <summary>Width d of the vectors; 0 when there are no items.</summary>
    public int Dimensions { get; }

    /// <summary>Right targets to train on.</summary>
    public IReadOnlyList<ReplayItem> Positives { get; }

    /// <summary>Wrong targets to train on.</summary>
    public IReadOnlyList<ReplayItem> Negatives { get; }

    /// <summary>Right targets that choose how strong the adapter is.</summary>
    public IReadOnlyList<ReplayItem> Tuning { get; }

    /// <summary>Right targets that the gate measures with; nothing else sees them.</summary>
    public IReadOnlyList<ReplayItem> Validation { get; }

    /// <summary>The gold buffer: what must not get worse.</summary>
    public IReadOnlyList<ReplayItem> Gold { get; }

    /// <summary>SHA-256 of ids, votes, weights and vectors, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Every document that an item was made from, by id.</summary>
    public IReadOnlyList<DocumentId> Lineage { get; }

    /// <summary>When the newest item was made.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Makes a snapshot; items that are not finite are left out, as a vector that is broken would break the whole map.</summary>
    /// <param name="direction">Which direction the items are of.</param>
    /// <param name="encoderId">Who made their vectors.</param>
    /// <param name="items">The items with the weights that they count with here, in any order; those of weight 0 are not learned from.</param>
    /// <exception cref="ArgumentException">An item is of another direction, encoder or width.</exception>
    public static TrainingSnapshot Of(AdapterDirection direction, string encoderId, IReadOnlyCollection<ReplayItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            if (item.Direction != direction || item.EncoderId != encoderId) throw new ArgumentException($"The item {item.Id} is of {item.Direction}, {item.EncoderId}, not of {direction}, {encoderId}.", nameof(items));
        }

        var sound = items.Where(item => IsUnit(item.Query.Span) && IsUnit(item.TargetVector.Span)).OrderBy(item => item.Id).ToList();
        if (sound.Select(item => item.Query.Length).Concat(sound.Select(item => item.TargetVector.Length)).Distinct().Count() > 1) throw new ArgumentException("The items have vectors of different widths.", nameof(items));
        return new TrainingSnapshot(direction, encoderId, sound);
    }

    /// <summary>Queries of items, [n, d].</summary>
    public static Matrix QueriesOf(IReadOnlyList<ReplayItem> items) => Rows(items, item => item.Query);

    /// <summary>Targets of items, [n, d].</summary>
    public static Matrix TargetsOf(IReadOnlyList<ReplayItem> items) => Rows(items, item => item.TargetVector);

    /// <summary>Pairs of items; equal labels are equal documents.</summary>
    public static PairSet PairsOf(IReadOnlyList<ReplayItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var labels = new Dictionary<DocumentId, int>();
        foreach (var item in items) labels.TryAdd(item.Target, labels.Count);
        return new PairSet(QueriesOf(items), TargetsOf(items), [.. items.Select(item => labels[item.Target])]);
    }

    // Half precision in the buffer turns lengths by less than a thousandth.
    private static bool IsUnit(ReadOnlySpan<float> vector) => Math.Abs(System.Numerics.Tensors.TensorPrimitives.Norm(vector) - 1) < 0.01f;

    private static Matrix Rows(IReadOnlyList<ReplayItem> items, Func<ReplayItem, ReadOnlyMemory<float>> vector)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfZero(items.Count, nameof(items));
        var rows = new Matrix(items.Count, vector(items[0]).Length);
        for (var i = 0; i < items.Count; i++) vector(items[i]).Span.CopyTo(rows[i]);
        return rows;
    }

    private static string HashOf(IReadOnlyList<ReplayItem> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[28];
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Id.TryWriteBytes(head);
            BinaryPrimitives.WriteInt32LittleEndian(head[16..], items[i].Value);
            BinaryPrimitives.WriteDoubleLittleEndian(head[20..], items[i].Weight);
            hash.AppendData(head);
            hash.AppendData(MemoryMarshal.AsBytes(items[i].Query.Span));
            hash.AppendData(MemoryMarshal.AsBytes(items[i].TargetVector.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
