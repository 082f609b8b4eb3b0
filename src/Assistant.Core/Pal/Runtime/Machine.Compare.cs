using System.Numerics;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Machine
{
    /// <summary>Equality as containers use it: the same object is equal to itself.</summary>
    public bool AreEqual(object left, object right)
    {
        if (ReferenceEquals(left, right))
            return true;
        return IsTrue(Compare(CompareOperator.Equal, left, right));
    }

    public bool IsLess(object left, object right) => IsTrue(Compare(CompareOperator.Less, left, right));

    public object Compare(CompareOperator comparison, object left, object right)
    {
        switch (comparison)
        {
            case CompareOperator.Is:
                return IsSame(left, right);
            case CompareOperator.IsNot:
                return !IsSame(left, right);
            case CompareOperator.In:
                return Contains(right, left);
            case CompareOperator.NotIn:
                return !Contains(right, left);
            case CompareOperator.Equal:
                return IsEqual(left, right);
            case CompareOperator.NotEqual:
                return left is PyInstance instance && instance.Type.Find("__ne__") is { } method ? Call(method, instance, right) : !IsEqual(left, right);
        }

        if (Numbers.Compare(left, right) is { } order)
            return Operations.Holds(comparison, order);
        if (left is string a && right is string b)
        {
            Meter.Step(Math.Min(a.Length, b.Length) / 64);
            return Operations.Holds(comparison, TextItems.Compare(a, b));
        }

        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return false; // NaN
        EnsureStack();
        return (left as PyObject)?.Order(this, comparison, right)
            ?? (right as PyObject)?.Order(this, Operations.Mirror(comparison), left)
            ?? throw PyError.Type($"'{Operations.SymbolOf(comparison)}' not supported between instances of '{PyTypes.Of(left).Name}' and '{PyTypes.Of(right).Name}'");
    }

    public bool Contains(object container, object item)
    {
        if (container is string text)
        {
            Meter.Step(text.Length / 64);
            return item is string part ? text.Contains(part, StringComparison.Ordinal) : throw PyError.Type($"'in <string>' requires string as left operand, not {PyTypes.Of(item).Name}");
        }

        if ((container as PyObject)?.Contains(this, item) is { } answer)
            return answer;
        if (!IsIterable(container))
            throw PyError.Type($"argument of type '{PyTypes.Of(container).Name}' is not iterable");
        foreach (var candidate in Iterate(container))
        {
            if (AreEqual(candidate, item))
                return true;
        }

        return false;
    }

    public long Hash(object value) => value switch
    {
        bool flag => flag ? 1 : 0,
        BigInteger number => Numbers.Hash(number),
        double number => Numbers.Hash(number),
        string text => HashText(text),
        PyObject item => item.Hash(this),
        _ => value.GetHashCode(),
    };

    private long HashText(string text)
    {
        Meter.Step(text.Length / 64);
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return (long)hash;
    }

    private bool IsEqual(object left, object right)
    {
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return Numbers.Compare(left, right) == 0;
        if (left is string a && right is string b)
        {
            Meter.Step(Math.Min(a.Length, b.Length) / 64);
            return a == b;
        }

        EnsureStack();
        return (left as PyObject)?.EqualTo(this, right) ?? (right as PyObject)?.EqualTo(this, left) ?? ReferenceEquals(left, right);
    }

    /// <summary>Identity; small integers and short strings are shared in CPython, so equal ones count as the same here.</summary>
    private static bool IsSame(object left, object right) => (left, right) switch
    {
        (bool a, bool b) => a == b,
        (BigInteger a, BigInteger b) => a == b,
        (string a, string b) => a == b,
        _ => ReferenceEquals(left, right) || (left is PyTuple { Items.Length: 0 } && right is PyTuple { Items.Length: 0 }),
    };
}
