using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>Set algebra, item by item in the order in which CPython goes.</summary>
internal static class SetOperations
{
    public static PySet Union(PySet left, PySet right)
    {
        var union = left.Copy(left.IsFrozen);
        union.Merge(right);
        return union;
    }

    public static PySet Intersection(Machine machine, PySet left, PySet right)
    {
        var result = new PySet(machine, left.IsFrozen);
        var (probed, walked) = right.Count > left.Count ? (right, left) : (left, right);
        Fill(machine, result, walked.Items, probed.Has);
        return result;
    }

    public static PySet Difference(Machine machine, PySet left, PySet right)
    {
        if (left.Count >> 2 > right.Count)
        {
            var copy = left.Copy(left.IsFrozen);
            Subtract(copy, right.Items);
            return copy;
        }

        var result = new PySet(machine, left.IsFrozen);
        Fill(machine, result, left.Items, item => !right.Has(item));
        return result;
    }

    public static PySet SymmetricDifference(PySet left, PySet right)
    {
        var result = right.Copy(left.IsFrozen);
        Toggle(result, left.Items);
        return result;
    }

    public static void Subtract(PySet set, IEnumerable<object> items)
    {
        foreach (var item in items)
            set.Remove(item);
    }

    public static void Toggle(PySet set, IEnumerable<object> items)
    {
        foreach (var item in items)
        {
            if (!set.Remove(item))
                set.Add(item);
        }
    }

    private static void Fill(Machine machine, PySet into, IEnumerable<object> items, Func<object, bool> take)
    {
        foreach (var item in items)
        {
            machine.Meter.Step();
            if (take(item))
                into.Add(item);
        }
    }
}
