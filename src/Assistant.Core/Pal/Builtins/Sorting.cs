using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>A stable merge sort by the language's own comparison; a reversed sort keeps equal items in order, as CPython's does.</summary>
internal static class Sorting
{
    public static List<object> Sort(Machine machine, List<object> items, object? key, object? reverse)
    {
        var backwards = reverse is not null && machine.IsTrue(reverse);
        machine.Meter.Allocate(32L * items.Count);
        var rows = new (object Key, object Item)[items.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (key is null or PyNone ? items[i] : machine.Call(key, items[i]), items[i]);
        Merge(rows, new (object, object)[rows.Length], 0, rows.Length, (a, b) => backwards ? machine.IsLess(a, b) : machine.IsLess(b, a), machine);
        return [.. rows.Select(row => row.Item)];
    }

    private static void Merge((object Key, object Item)[] rows, (object Key, object Item)[] scratch, int from, int to, Func<object, object, bool> isAfter, Machine machine)
    {
        if (to - from < 2)
            return;
        var middle = (from + to) / 2;
        Merge(rows, scratch, from, middle, isAfter, machine);
        Merge(rows, scratch, middle, to, isAfter, machine);
        machine.Meter.Step(to - from);
        Array.Copy(rows, from, scratch, from, to - from);
        var (left, right) = (from, middle);
        for (var at = from; at < to; at++)
        {
            var takeRight = left == middle || (right < to && isAfter(scratch[left].Key, scratch[right].Key));
            rows[at] = takeRight ? scratch[right++] : scratch[left++];
        }
    }
}
