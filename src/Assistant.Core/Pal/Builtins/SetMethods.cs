using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of set and frozenset.</summary>
internal static class SetMethods
{
    public static readonly NativeFunction[] Shared =
    [
        new("union", "self, *others", (machine, a) => Fold(machine, a, (set, other) => Merged(set, other))),
        new("intersection", "self, *others", (machine, a) => Fold(machine, a, (set, other) => SetOperations.Intersection(machine, set, other))),
        new("difference", "self, *others", (machine, a) => Fold(machine, a, (set, other) => SetOperations.Difference(machine, set, other))),
        new("symmetric_difference", "self, other, /", (machine, a) => SetOperations.SymmetricDifference(Self(a), AsSet(machine, a[1]))),
        new("issubset", "self, other, /", (machine, a) => Self(a).Order(machine, CompareOperator.LessOrEqual, AsSet(machine, a[1]))!),
        new("issuperset", "self, other, /", (machine, a) => Self(a).Order(machine, CompareOperator.GreaterOrEqual, AsSet(machine, a[1]))!),
        new("isdisjoint", "self, other, /", (machine, a) => !machine.Iterate(a[1]).Any(Self(a).Has)),
        new("copy", "self", (_, a) => Self(a).IsFrozen ? a[0] : Self(a).Copy(false)),
    ];

    public static readonly NativeFunction[] Changing =
    [
        new("add", "self, item, /", (_, a) => ListMethods.Do(() => Self(a).Add(a[1]))),
        new("discard", "self, item, /", (_, a) => ListMethods.Do(() => Self(a).Remove(a[1]))),
        new("remove", "self, item, /", (_, a) => Self(a).Remove(a[1]) ? PyNone.Value : throw PyError.Key(a[1])),
        new("pop", "self", (_, a) => Self(a).Pop() ?? throw PyError.Key("pop from an empty set")),
        new("clear", "self", (_, a) => ListMethods.Do(Self(a).Clear)),
        new("update", "self, *others", (machine, a) => Change(machine, a, (set, other) => Add(machine, set, other))),
        new("intersection_update", "self, *others", (machine, a) => Change(machine, a, (set, other) => set.InPlace(machine, BinaryOperator.And, AsSet(machine, other)))),
        new("difference_update", "self, *others", (machine, a) => Change(machine, a, (set, other) => set.InPlace(machine, BinaryOperator.Subtract, AsSet(machine, other)))),
        new("symmetric_difference_update", "self, other, /", (machine, a) => ListMethods.Do(() => Self(a).InPlace(machine, BinaryOperator.Xor, AsSet(machine, a[1])))),
    ];

    private static PySet Self(object[] a) => ListMethods.Self<PySet>(a, "set");

    private static PySet AsSet(Machine machine, object value) => value as PySet ?? PySet.From(machine, machine.Iterate(value));

    private static object Fold(Machine machine, object[] a, Func<PySet, PySet, PySet> operation)
    {
        var set = Self(a);
        var result = set.Copy(set.IsFrozen);
        foreach (var other in ((PyTuple)a[1]).Items)
            result = operation(result, AsSet(machine, other));
        return result;
    }

    private static PySet Merged(PySet set, PySet other)
    {
        set.Merge(other);
        return set;
    }

    private static PyNone Change(Machine machine, object[] a, Action<PySet, object> change)
    {
        foreach (var other in ((PyTuple)a[1]).Items)
            change(Self(a), other);
        return PyNone.Value;
    }

    private static void Add(Machine machine, PySet set, object other)
    {
        if (other is PySet items)
        {
            set.Merge(items);
            return;
        }

        foreach (var item in machine.Iterate(other))
            set.Add(item);
    }
}
