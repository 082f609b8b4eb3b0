using System.Numerics;
using System.Runtime.CompilerServices;
using Assistant.Core.Pal.Builtins;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>The state of one run and the operations that every value has: this part holds calls, iteration and conversions, the others comparison, text and attributes.</summary>
internal sealed partial class Machine
{
    public Machine(PalLimits limits, Meter meter, TimeProvider time)
    {
        Limits = limits;
        Meter = meter;
        Time = time;
        Output = new OutputBuffer(limits.MaxOutputCharacters);
        KeyComparer = new PyKeyComparer(this);
        Evaluator = new Evaluator(this);
        Globals["__name__"] = "__main__";
    }

    public PalLimits Limits { get; }

    public Meter Meter { get; }

    public TimeProvider Time { get; }

    public OutputBuffer Output { get; }

    public IEqualityComparer<object> KeyComparer { get; }

    public Evaluator Evaluator { get; }

    public Dictionary<string, object> Globals { get; } = new(StringComparer.Ordinal);

    /// <summary>State that a module keeps for this run, such as decimal's precision.</summary>
    public Dictionary<string, object> ModuleState { get; } = new(StringComparer.Ordinal);

    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw PyError.Create("RecursionError", "maximum recursion depth exceeded");
    }

    public object Call(object function, Arguments arguments)
    {
        EnsureStack();
        Meter.Step();
        return (function as PyObject)?.Call(this, arguments) ?? throw PyError.Type($"'{PyTypes.Of(function).Name}' object is not callable");
    }

    public object Call(object function, params object[] arguments) => Call(function, new Arguments(arguments, []));

    public bool IsIterable(object value) => value is string || (value is PyObject item && item.Iterate(this) is not null);

    /// <summary>The items of an iterable, one step each.</summary>
    public IEnumerable<object> Iterate(object value)
    {
        var items = value is string text ? TextItems.Characters(text) : (value as PyObject)?.Iterate(this);
        return Metered(items ?? throw PyError.Type($"'{PyTypes.Of(value).Name}' object is not iterable"));
    }

    public List<object> ToList(object value)
    {
        var list = new List<object>();
        foreach (var item in Iterate(value))
        {
            Meter.Allocate(16);
            list.Add(item);
        }

        return list;
    }

    /// <summary>An iterator over a value: the value itself when it is one already.</summary>
    public object GetIterator(object value) => value switch
    {
        PyIterator => value,
        PyInstance instance when instance.Type.Find("__iter__") is { } method => Call(method, instance),
        _ => new PyIterator(PyTypes.IteratorOf(value), Iterate(value)),
    };

    public object? Next(object iterator) => iterator switch
    {
        PyIterator items => items.Next(this),
        PyInstance instance => instance.Next(this),
        _ => throw PyError.Type($"'{PyTypes.Of(iterator).Name}' object is not an iterator"),
    };

    public bool IsTrue(object value) => value switch
    {
        bool flag => flag,
        BigInteger number => !number.IsZero,
        double number => number != 0,
        string text => text.Length > 0,
        PyObject item => item.IsTrue(this),
        _ => true,
    };

    /// <summary>An int or bool as an integer; null for every other value.</summary>
    public BigInteger? TryInteger(object value) => value switch
    {
        BigInteger number => number,
        bool flag => flag ? BigInteger.One : BigInteger.Zero,
        PyInstance instance when instance.Type.Find("__index__") is { } method => TryInteger(Call(method, instance)),
        _ => null,
    };

    public BigInteger ToInteger(object value) =>
        TryInteger(value) ?? throw PyError.Type($"'{PyTypes.Of(value).Name}' object cannot be interpreted as an integer");

    /// <summary>An integer that must fit a position or size.</summary>
    public int ToSize(object value)
    {
        var number = ToInteger(value);
        return number > int.MaxValue || number < int.MinValue ? throw PyError.Overflow("cannot fit 'int' into an index-sized integer") : (int)number;
    }

    public long Length(object value) => value switch
    {
        string text => TextItems.Length(text),
        PyObject item when item.Length(this) is { } length => length,
        _ => throw PyError.Type($"object of type '{PyTypes.Of(value).Name}' has no len()"),
    };

    public object LoadGlobal(string name) =>
        Globals.TryGetValue(name, out var value) || BuiltinFunctions.All.TryGetValue(name, out value) ? value : throw PyError.Name($"name '{name}' is not defined");

    private IEnumerable<object> Metered(IEnumerable<object> items)
    {
        foreach (var item in items)
        {
            Meter.Step();
            yield return item;
        }
    }
}
