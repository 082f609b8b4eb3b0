using System.Numerics;
using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

internal sealed class PyRange(BigInteger start, BigInteger stop, BigInteger step) : PyObject
{
    public BigInteger Count { get; } = step.Sign > 0
        ? BigInteger.Max(0, (stop - start + step - 1) / step)
        : BigInteger.Max(0, (start - stop - step - 1) / -step);

    public override PyType Type => PyTypes.Range;

    public BigInteger At(BigInteger index) => start + (index * step);

    public override bool IsTrue(Machine machine) => !Count.IsZero;

    public override string Repr(Machine machine) => step.IsOne ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";

    public override long Hash(Machine machine) => machine.Hash(new PyTuple([Count, Count.IsZero ? PyNone.Value : start, Count <= 1 ? PyNone.Value : step]));

    public override bool? EqualTo(Machine machine, object other) =>
        other is PyRange range ? Count == range.Count && (Count.IsZero || (At(0) == range.At(0) && (Count.IsOne || At(1) == range.At(1)))) : null;

    public override long? Length(Machine machine) => Count > long.MaxValue ? throw PyError.Overflow("Python int too large to convert to C ssize_t") : (long)Count;

    public override IEnumerable<object> Iterate(Machine machine)
    {
        var value = start;
        for (var left = Count; left.Sign > 0; left--, value += step)
            yield return value;
    }

    public IEnumerable<object> Reversed()
    {
        for (var i = Count - 1; i.Sign >= 0; i--)
            yield return At(i);
    }

    public override bool? Contains(Machine machine, object item) => Position(machine, item) is not null;

    /// <summary>Where a number stands in the range; null when it does not.</summary>
    public BigInteger? Position(Machine machine, object item)
    {
        if (item is double number && double.IsInteger(number))
            item = new BigInteger(number);
        if (machine.TryInteger(item) is not { } value)
            return null;
        var distance = value - start;
        return (distance % step).IsZero && distance / step is var index && index.Sign >= 0 && index < Count ? index : null;
    }

    public override object GetItem(Machine machine, object index)
    {
        if (index is PySlice slice)
        {
            var range = slice.Resolve(machine, Count > int.MaxValue ? throw PyError.Overflow("range is too long to be sliced here") : (int)Count);
            return new PyRange(At(range.Start), At(range.Start + ((BigInteger)range.Step * range.Count)), step * range.Step);
        }

        var value = machine.TryInteger(index) ?? throw PyError.Type($"range indices must be integers or slices, not {PyTypes.Of(index).Name}");
        if (value.Sign < 0)
            value += Count;
        return value.Sign < 0 || value >= Count ? throw PyError.Index("range object index out of range") : At(value);
    }
}
