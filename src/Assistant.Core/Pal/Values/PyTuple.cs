using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

internal sealed class PyTuple(object[] items) : PyObject
{
    public object[] Items { get; } = items;

    public override PyType Type => PyTypes.Tuple;

    public override string Repr(Machine machine) =>
        machine.ReprOf(this, "(...)", () => "(" + machine.JoinRepr(Items) + (Items.Length == 1 ? ",)" : ")"));

    /// <summary>As CPython's (xxHash), so that sets of tuples are iterated in its order.</summary>
    public override long Hash(Machine machine)
    {
        machine.EnsureStack();
        var hash = 2870177450012600261UL;
        foreach (var item in Items)
            hash = BitOperations.RotateLeft(hash + ((ulong)machine.Hash(item) * 14029467366897019727UL), 31) * 11400714785074694791UL;
        hash += (ulong)Items.Length ^ (2870177450012600261UL ^ 3527539UL);
        return hash == ulong.MaxValue ? 1546275796 : (long)hash;
    }

    public override bool? EqualTo(Machine machine, object other) => other is PyTuple tuple ? Sequences.AreEqual(machine, Items, tuple.Items) : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyTuple tuple ? Sequences.Order(machine, comparison, Items, tuple.Items) : null;

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (operation == BinaryOperator.Add && !reflected && other is PyTuple tuple)
        {
            machine.Meter.Allocate(8L * (Items.Length + tuple.Items.Length));
            return new PyTuple([.. Items, .. tuple.Items]);
        }

        return operation == BinaryOperator.Multiply && machine.TryInteger(other) is { } count ? new PyTuple([.. Sequences.Repeat(machine, Items, count)]) : null;
    }

    public override long? Length(Machine machine) => Items.Length;

    public override IEnumerable<object> Iterate(Machine machine) => Items;

    public override bool? Contains(Machine machine, object item) => Sequences.IndexOf(machine, Items, item, 0, Items.Length) >= 0;

    public override object GetItem(Machine machine, object index) => index is PySlice slice
        ? new PyTuple([.. Sequences.Slice(machine, Items, slice)])
        : Items[Sequences.Index(machine, index, Items.Length, "tuple", "tuple index out of range")];
}
