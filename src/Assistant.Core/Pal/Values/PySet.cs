using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>
/// A set or frozenset. The table, its probing and its growth are CPython's (Objects/setobject.c), so that sets of numbers and tuples are
/// iterated in the order that Python shows; strings hash to fixed values here where CPython draws a seed.
/// </summary>
internal sealed class PySet(Machine machine, bool frozen = false) : PyObject
{
    private const int LinearProbes = 9;
    private const int MinSize = 8;
    private static readonly object Dummy = new();

    private object?[] keys = new object?[MinSize];
    private long[] hashes = new long[MinSize];
    private int fill;
    private int finger;

    public int Count { get; private set; }

    public bool IsFrozen => frozen;

    public override PyType Type => frozen ? PyTypes.FrozenSet : PyTypes.Set;

    public IEnumerable<object> Items
    {
        get
        {
            var count = Count;
            for (var i = 0; i < keys.Length; i++)
            {
                if (keys[i] is not { } key || ReferenceEquals(key, Dummy))
                    continue;
                yield return key;
                if (Count != count)
                    throw PyError.Create("RuntimeError", "Set changed size during iteration");
            }
        }
    }

    public static PySet From(Machine machine, IEnumerable<object> items, bool frozen = false)
    {
        var set = new PySet(machine, frozen);
        foreach (var item in items)
            set.Add(item);
        return set;
    }

    public bool Add(object key) => Add(key, machine.Hash(key));

    public bool Has(object key) => Find(key, machine.Hash(key)) >= 0;

    public bool Remove(object key)
    {
        var at = Find(key, machine.Hash(key));
        if (at < 0)
            return false;
        keys[at] = Dummy;
        hashes[at] = -1;
        Count--;
        return true;
    }

    /// <summary>Removes some item; null when there is none.</summary>
    public object? Pop()
    {
        if (Count == 0)
            return null;
        var at = finger & (keys.Length - 1);
        while (keys[at] is null || ReferenceEquals(keys[at], Dummy))
            at = (at + 1) % keys.Length;
        var key = keys[at]!;
        keys[at] = Dummy;
        hashes[at] = -1;
        Count--;
        finger = at + 1;
        return key;
    }

    public void Clear()
    {
        keys = new object?[MinSize];
        hashes = new long[MinSize];
        (fill, Count, finger) = (0, 0, 0);
    }

    public PySet Copy(bool asFrozen)
    {
        var copy = new PySet(machine, asFrozen);
        copy.Merge(this);
        return copy;
    }

    /// <summary>Adds every item of another set, growing at once and copying tables where CPython does.</summary>
    public void Merge(PySet other)
    {
        if (ReferenceEquals(other, this) || other.Count == 0)
            return;
        machine.Meter.Step(other.Count / 8);
        if ((fill + other.Count) * 5L >= (keys.Length - 1) * 3L)
            Resize((Count + other.Count) * 2);
        if (fill == 0 && keys.Length == other.keys.Length && other.fill == other.Count)
        {
            keys = [.. other.keys];
            hashes = [.. other.hashes];
            (fill, Count) = (other.fill, other.Count);
            return;
        }

        var empty = fill == 0;
        for (var i = 0; i < other.keys.Length; i++)
        {
            if (other.keys[i] is not { } key || ReferenceEquals(key, Dummy))
                continue;
            if (empty)
                (fill, Count) = (fill + InsertClean(key, other.hashes[i]), Count + 1);
            else
                Add(key, other.hashes[i]);
        }
    }

    public override string Repr(Machine machine) => machine.ReprOf(this, $"{Type.Name}(...)", () =>
        Count == 0 ? $"{Type.Name}()" : frozen ? $"frozenset({{{machine.JoinRepr(Items)}}})" : $"{{{machine.JoinRepr(Items)}}}");

    /// <summary>As CPython's frozenset: the same for every order of the items.</summary>
    public override long Hash(Machine machine)
    {
        if (!frozen)
            throw PyError.Type("unhashable type: 'set'");
        ulong hash = 0;
        foreach (var item in Items)
        {
            var h = (ulong)machine.Hash(item);
            hash ^= (h ^ 89869747UL ^ (h << 16)) * 3644798167UL;
        }

        hash ^= ((ulong)Count + 1) * 1927868237UL;
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = (hash * 69069UL) + 907133923UL;
        return hash == ulong.MaxValue ? 590923713 : (long)hash;
    }

    public override bool? EqualTo(Machine machine, object other) => other is PySet set ? Count == set.Count && Items.All(set.Has) : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) => other is not PySet set ? null : comparison switch
    {
        CompareOperator.Less => Count < set.Count && Items.All(set.Has),
        CompareOperator.LessOrEqual => Count <= set.Count && Items.All(set.Has),
        CompareOperator.Greater => Count > set.Count && set.Items.All(Has),
        _ => Count >= set.Count && set.Items.All(Has),
    };

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (other is not PySet set)
            return null;
        if (reflected)
            return null;
        return operation switch
        {
            BinaryOperator.Or => SetOperations.Union(this, set),
            BinaryOperator.And => SetOperations.Intersection(machine, this, set),
            BinaryOperator.Subtract => SetOperations.Difference(machine, this, set),
            BinaryOperator.Xor => SetOperations.SymmetricDifference(this, set),
            _ => null,
        };
    }

    public override object? InPlace(Machine machine, BinaryOperator operation, object other)
    {
        if (frozen || other is not PySet set)
            return null;
        switch (operation)
        {
            case BinaryOperator.Or:
                Merge(set);
                return this;
            case BinaryOperator.Subtract:
                SetOperations.Subtract(this, ReferenceEquals(set, this) ? [.. set.Items] : set.Items);
                return this;
            case BinaryOperator.And:
                Replace(SetOperations.Intersection(machine, this, set));
                return this;
            case BinaryOperator.Xor:
                SetOperations.Toggle(this, ReferenceEquals(set, this) ? [.. set.Items] : set.Items);
                return this;
            default:
                return null;
        }
    }

    public void Replace(PySet other) => (keys, hashes, fill, Count) = (other.keys, other.hashes, other.fill, other.Count);

    public override long? Length(Machine machine) => Count;

    public override IEnumerable<object> Iterate(Machine machine) => Items;

    public override bool? Contains(Machine machine, object item) => Has(item is PySet { IsFrozen: false } set ? set.Copy(true) : item);

    private bool Add(object key, long hash)
    {
        var mask = keys.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)(perturb & (ulong)mask);
        while (true)
        {
            var last = i + LinearProbes <= mask ? i + LinearProbes : i;
            for (var at = i; at <= last; at++)
            {
                if (keys[at] is null)
                {
                    machine.Meter.Allocate(48);
                    keys[at] = key;
                    hashes[at] = hash;
                    fill++;
                    Count++;
                    if (fill * 5L >= mask * 3L)
                        Resize(Count > 50000 ? Count * 2 : Count * 4);
                    return true;
                }

                if (hashes[at] == hash && !ReferenceEquals(keys[at], Dummy) && machine.AreEqual(keys[at]!, key))
                    return false;
            }

            machine.Meter.Step();
            perturb >>= 5;
            i = (int)((((ulong)i * 5) + 1 + perturb) & (ulong)mask);
        }
    }

    private int Find(object key, long hash)
    {
        var mask = keys.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)(perturb & (ulong)mask);
        while (true)
        {
            var last = i + LinearProbes <= mask ? i + LinearProbes : i;
            for (var at = i; at <= last; at++)
            {
                if (keys[at] is null)
                    return -1;
                if (hashes[at] == hash && !ReferenceEquals(keys[at], Dummy) && machine.AreEqual(keys[at]!, key))
                    return at;
            }

            machine.Meter.Step();
            perturb >>= 5;
            i = (int)((((ulong)i * 5) + 1 + perturb) & (ulong)mask);
        }
    }

    private int InsertClean(object key, long hash)
    {
        var mask = keys.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)(perturb & (ulong)mask);
        while (true)
        {
            var last = i + LinearProbes <= mask ? i + LinearProbes : i;
            for (var at = i; at <= last; at++)
            {
                if (keys[at] is not null)
                    continue;
                keys[at] = key;
                hashes[at] = hash;
                return 1;
            }

            perturb >>= 5;
            i = (int)((((ulong)i * 5) + 1 + perturb) & (ulong)mask);
        }
    }

    private void Resize(int minimum)
    {
        var size = MinSize;
        while (size <= minimum)
            size <<= 1;
        machine.Meter.Allocate(16L * size);
        var (oldKeys, oldHashes) = (keys, hashes);
        keys = new object?[size];
        hashes = new long[size];
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] is { } key && !ReferenceEquals(key, Dummy))
                InsertClean(key, oldHashes[i]);
        }

        fill = Count;
    }
}
