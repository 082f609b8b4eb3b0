using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of list, tuple and range.</summary>
internal static class ListMethods
{
    public static readonly NativeFunction[] All =
    [
        new("append", "self, object, /", (machine, a) => Do(() => List(a).Add(machine, a[1]))),
        new("extend", "self, iterable, /", (machine, a) => Do(() => List(a).InPlace(machine, Syntax.BinaryOperator.Add, a[1]))),
        new("insert", "self, index, object, /", Insert),
        new("pop", "self, index?, /", Pop),
        new("remove", "self, value, /", Remove),
        new("clear", "self", (_, a) => Do(() => List(a).Items = [])),
        new("copy", "self", (machine, a) => new PyList(machine.ToList(a[0]))),
        new("reverse", "self", (machine, a) => Do(() =>
        {
            machine.Meter.Step(List(a).Items.Count / 8);
            List(a).Items.Reverse();
        })),
        new("sort", "self, *, key?, reverse?", (machine, a) => Do(() => List(a).Items = Sorting.Sort(machine, List(a).Items, a[1], a[2]))),
        new("index", "self, value, start?, stop?, /", (machine, a) => Index(machine, List(a).Items, a, $"{machine.Repr(a[1])} is not in list")),
        new("count", "self, value, /", (machine, a) => Count(machine, List(a).Items, a[1])),
    ];

    public static readonly NativeFunction[] Tuple =
    [
        new("index", "self, value, start?, stop?, /", (machine, a) => Index(machine, Self<PyTuple>(a, "tuple").Items, a, "tuple.index(x): x not in tuple")),
        new("count", "self, value, /", (machine, a) => Count(machine, Self<PyTuple>(a, "tuple").Items, a[1])),
    ];

    public static readonly NativeFunction[] Range =
    [
        new("index", "self, value, /", (machine, a) => Self<PyRange>(a, "range").Position(machine, a[1]) ?? throw PyError.Value($"{machine.Repr(a[1])} is not in range")),
        new("count", "self, value, /", (machine, a) => Self<PyRange>(a, "range").Position(machine, a[1]) is null ? BigInteger.Zero : BigInteger.One),
    ];

    /// <summary>The value a method was called on, when it is of the method's type.</summary>
    public static T Self<T>(object[] a, string type)
        where T : class =>
        a[0] as T ?? throw PyError.Type($"descriptor requires a '{type}' object but received a '{PyTypes.Of(a[0]).Name}'");

    public static PyNone Do(Action action)
    {
        action();
        return PyNone.Value;
    }

    private static PyList List(object[] a) => Self<PyList>(a, "list");

    private static PyNone Insert(Machine machine, object[] a)
    {
        var items = List(a).Items;
        var index = machine.ToInteger(a[1]);
        if (index.Sign < 0)
            index += items.Count;
        machine.Meter.Allocate(16);
        machine.Meter.Step(items.Count / 64);
        items.Insert((int)BigInteger.Max(0, BigInteger.Min(index, items.Count)), a[2]);
        return PyNone.Value;
    }

    private static object Pop(Machine machine, object[] a)
    {
        var items = List(a).Items;
        if (items.Count == 0)
            throw PyError.Index("pop from empty list");
        var index = a[1] is null ? items.Count - 1 : Sequences.Index(machine, machine.ToInteger(a[1]), items.Count, "list", "pop index out of range");
        var item = items[index];
        machine.Meter.Step((items.Count - index) / 64);
        items.RemoveAt(index);
        return item;
    }

    private static PyNone Remove(Machine machine, object[] a)
    {
        var items = List(a).Items;
        var index = Sequences.IndexOf(machine, items, a[1], 0, items.Count);
        if (index < 0 || index >= items.Count)
            throw PyError.Value("list.remove(x): x not in list");
        items.RemoveAt(index);
        return PyNone.Value;
    }

    private static object Index(Machine machine, IList<object> items, object[] a, string missing)
    {
        var start = Bound(machine, a[2], items.Count, 0);
        var index = Sequences.IndexOf(machine, items, a[1], start, Bound(machine, a[3], items.Count, items.Count));
        return index >= 0 ? new BigInteger(index) : throw PyError.Value(missing);
    }

    private static int Bound(Machine machine, object? value, int count, int otherwise)
    {
        if (value is null)
            return otherwise;
        var bound = machine.ToInteger(value);
        if (bound.Sign < 0)
            bound += count;
        return (int)BigInteger.Max(0, BigInteger.Min(bound, count));
    }

    private static object Count(Machine machine, IList<object> items, object value)
    {
        var count = 0;
        for (var i = 0; i < items.Count; i++)
        {
            machine.Meter.Step();
            if (machine.AreEqual(items[i], value))
                count++;
        }

        return new BigInteger(count);
    }
}
