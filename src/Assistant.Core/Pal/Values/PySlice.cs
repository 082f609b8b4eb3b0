using System.Numerics;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

internal sealed class PySlice(object start, object stop, object step) : PyObject
{
    public override PyType Type => PyTypes.Slice;

    public override string Repr(Machine machine) => $"slice({machine.Repr(start)}, {machine.Repr(stop)}, {machine.Repr(step)})";

    public override long Hash(Machine machine) => throw PyError.Type("unhashable type: 'slice'");

    /// <summary>The slice's positions in a sequence of <paramref name="length"/> items.</summary>
    public SliceRange Resolve(Machine machine, int length)
    {
        var by = step is PyNone ? 1 : Part(machine, step);
        if (by.IsZero)
            throw PyError.Value("slice step cannot be zero");
        var (low, high) = by.Sign < 0 ? (-1, length - 1) : (0, length);
        var from = start is PyNone ? (by.Sign < 0 ? high : low) : Clamp(Part(machine, start), length, low, high);
        var to = stop is PyNone ? (by.Sign < 0 ? low : high) : Clamp(Part(machine, stop), length, low, high);
        var stride = (int)BigInteger.Max(BigInteger.Min(by, int.MaxValue), -int.MaxValue);
        var span = by.Sign < 0 ? (long)from - to : (long)to - from;
        var count = span <= 0 ? 0 : (int)((span + Math.Abs((long)stride) - 1) / Math.Abs((long)stride));
        return new SliceRange(from, to, stride, count);
    }

    private static BigInteger Part(Machine machine, object value) =>
        machine.TryInteger(value) ?? throw PyError.Type("slice indices must be integers or None or have an __index__ method");

    private static int Clamp(BigInteger value, int length, int low, int high)
    {
        if (value.Sign < 0)
            value += length;
        return (int)BigInteger.Max(low, BigInteger.Min(value, high));
    }
}

/// <summary>Resolved positions: <paramref name="Count"/> of them from <paramref name="Start"/> by <paramref name="Step"/>.</summary>
internal readonly record struct SliceRange(int Start, int Stop, int Step, int Count)
{
    public IEnumerable<int> Indices(Machine machine)
    {
        long at = Start;
        for (var i = 0; i < Count; i++, at += Step)
            yield return (int)at;
        machine.Meter.Step(Count / 8);
    }
}
