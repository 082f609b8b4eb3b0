using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>What lists, tuples and ranges share.</summary>
internal static class Sequences
{
    public static bool AreEqual(Machine machine, IList<object> left, IList<object> right)
    {
        machine.EnsureStack();
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            machine.Meter.Step();
            if (!machine.AreEqual(left[i], right[i]))
                return false;
        }

        return true;
    }

    /// <summary>Lexicographic order.</summary>
    public static bool Order(Machine machine, CompareOperator comparison, IList<object> left, IList<object> right)
    {
        machine.EnsureStack();
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            machine.Meter.Step();
            if (!machine.AreEqual(left[i], right[i]))
                return machine.IsTrue(machine.Compare(comparison, left[i], right[i]));
        }

        return Operations.Holds(comparison, left.Count.CompareTo(right.Count));
    }

    public static List<object> Repeat(Machine machine, IReadOnlyCollection<object> items, BigInteger count)
    {
        if (count.Sign <= 0 || items.Count == 0)
            return [];
        machine.Meter.Allocate(count * items.Count * 8);
        var result = new List<object>((int)count * items.Count);
        for (var i = 0; i < (int)count; i++)
            result.AddRange(items);
        return result;
    }

    public static List<object> Slice(Machine machine, IList<object> items, PySlice slice)
    {
        var range = slice.Resolve(machine, items.Count);
        machine.Meter.Allocate(8L * range.Count);
        return [.. range.Indices(machine).Select(i => items[i])];
    }

    /// <summary>Turns an index of the program into a position, counting from the end when negative.</summary>
    public static int Index(Machine machine, object index, int length, string type, string outOfRange)
    {
        var value = machine.TryInteger(index) ?? throw PyError.Type($"{type} indices must be integers or slices, not {PyTypes.Of(index).Name}");
        if (value.Sign < 0)
            value += length;
        return value.Sign < 0 || value >= length ? throw PyError.Index(outOfRange) : (int)value;
    }

    public static int IndexOf(Machine machine, IList<object> items, object item, int from, int to)
    {
        for (var i = from; i < to && i < items.Count; i++)
        {
            machine.Meter.Step();
            if (machine.AreEqual(items[i], item))
                return i;
        }

        return -1;
    }

    public static void AssignSlice(Machine machine, PyList list, PySlice slice, object value)
    {
        if (!machine.IsIterable(value))
            throw PyError.Type("can only assign an iterable");
        var values = machine.ToList(value);
        var range = slice.Resolve(machine, list.Items.Count);
        if (range.Step == 1)
        {
            var stop = Math.Max(range.Start, range.Stop);
            list.Items.RemoveRange(range.Start, stop - range.Start);
            list.Items.InsertRange(range.Start, values);
            return;
        }

        if (values.Count != range.Count)
            throw PyError.Value($"attempt to assign sequence of size {values.Count} to extended slice of size {range.Count}");
        foreach (var (position, item) in range.Indices(machine).Zip(values))
            list.Items[position] = item;
    }
}
