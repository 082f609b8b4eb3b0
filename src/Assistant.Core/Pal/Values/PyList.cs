using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

internal sealed class PyList(List<object> items) : PyObject
{
    public List<object> Items { get; set; } = items;

    public override PyType Type => PyTypes.List;

    public void Add(Machine machine, object item)
    {
        machine.Meter.Allocate(16);
        Items.Add(item);
    }

    public override string Repr(Machine machine) => machine.ReprOf(this, "[...]", () => "[" + machine.JoinRepr(Items) + "]");

    public override long Hash(Machine machine) => throw PyError.Type("unhashable type: 'list'");

    public override bool? EqualTo(Machine machine, object other) => other is PyList list ? Sequences.AreEqual(machine, Items, list.Items) : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyList list ? Sequences.Order(machine, comparison, Items, list.Items) : null;

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (operation == BinaryOperator.Add && !reflected && other is PyList list)
        {
            machine.Meter.Allocate(8L * (Items.Count + list.Items.Count));
            return new PyList([.. Items, .. list.Items]);
        }

        return operation == BinaryOperator.Multiply && machine.TryInteger(other) is { } count ? new PyList(Sequences.Repeat(machine, Items, count)) : null;
    }

    public override object? InPlace(Machine machine, BinaryOperator operation, object other)
    {
        if (operation == BinaryOperator.Add)
        {
            foreach (var item in ReferenceEquals(other, this) ? [.. Items] : machine.Iterate(other))
                Add(machine, item);
            return this;
        }

        if (operation != BinaryOperator.Multiply || machine.TryInteger(other) is not { } count)
            return null;
        Items = Sequences.Repeat(machine, Items, count);
        return this;
    }

    public override long? Length(Machine machine) => Items.Count;

    public override IEnumerable<object> Iterate(Machine machine)
    {
        for (var i = 0; i < Items.Count; i++)
            yield return Items[i];
    }

    public override bool? Contains(Machine machine, object item) => Sequences.IndexOf(machine, Items, item, 0, Items.Count) >= 0;

    public override object GetItem(Machine machine, object index)
    {
        if (index is PySlice slice)
            return new PyList(Sequences.Slice(machine, Items, slice));
        return Items[Sequences.Index(machine, index, Items.Count, "list", "list index out of range")];
    }

    public override bool SetItem(Machine machine, object index, object value)
    {
        if (index is PySlice slice)
            Sequences.AssignSlice(machine, this, slice, value);
        else
            Items[Sequences.Index(machine, index, Items.Count, "list", "list assignment index out of range")] = value;
        return true;
    }

    public override bool DeleteItem(Machine machine, object index)
    {
        if (index is PySlice slice)
        {
            var range = slice.Resolve(machine, Items.Count);
            var gone = new HashSet<int>(range.Indices(machine));
            Items = [.. Items.Where((_, i) => !gone.Contains(i))];
        }
        else
        {
            Items.RemoveAt(Sequences.Index(machine, index, Items.Count, "list", "list assignment index out of range"));
        }

        return true;
    }
}
