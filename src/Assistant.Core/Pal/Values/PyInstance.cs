using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>An instance of a class of the program; operators go to the methods that the class defines.</summary>
internal sealed class PyInstance(PyType type) : PyObject
{
    private readonly Dictionary<string, object> attributes = new(StringComparer.Ordinal);

    public override PyType Type { get; } = type;

    public override bool IsTrue(Machine machine) => Invoke(machine, "__bool__") is { } value ? machine.IsTrue(value) : base.IsTrue(machine);

    public override string Repr(Machine machine) => Invoke(machine, "__repr__") switch
    {
        null => $"<__main__.{Type.Name} object>",
        string text => text,
        var other => throw PyError.Type($"__repr__ returned non-string (type {PyTypes.Of(other).Name})"),
    };

    public override string Str(Machine machine) => Invoke(machine, "__str__") switch
    {
        null => Repr(machine),
        string text => text,
        var other => throw PyError.Type($"__str__ returned non-string (type {PyTypes.Of(other).Name})"),
    };

    public override string? Format(Machine machine, string spec) => Invoke(machine, "__format__", spec) as string;

    public override long Hash(Machine machine)
    {
        if (Invoke(machine, "__hash__") is { } hash)
            return machine.Hash(hash);
        return Type.Find("__eq__") is null ? base.Hash(machine) : throw PyError.Type($"unhashable type: '{Type.Name}'");
    }

    public override bool? EqualTo(Machine machine, object other) => Answer(machine, Invoke(machine, "__eq__", other));

    public override bool? Order(Machine machine, CompareOperator comparison, object other) => Answer(machine, Invoke(machine, Operations.MethodOf(comparison), other));

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected) =>
        Known(Invoke(machine, Operations.MethodOf(operation, reflected ? "r" : ""), other));

    public override object? InPlace(Machine machine, BinaryOperator operation, object other) => Known(Invoke(machine, Operations.MethodOf(operation, "i"), other));

    public override object? Unary(Machine machine, UnaryOperator operation) => Invoke(machine, operation switch
    {
        UnaryOperator.Minus => "__neg__",
        UnaryOperator.Plus => "__pos__",
        _ => "__invert__",
    });

    public override long? Length(Machine machine) => Invoke(machine, "__len__") is { } length ? machine.ToSize(length) : null;

    public override IEnumerable<object>? Iterate(Machine machine)
    {
        if (Invoke(machine, "__iter__") is { } iterator)
            return ReferenceEquals(iterator, this) ? Steps(machine) : machine.Iterate(iterator);
        return Type.Find("__getitem__") is null ? null : Indexed(machine);
    }

    public override bool? Contains(Machine machine, object item) => Invoke(machine, "__contains__", item) is { } answer ? machine.IsTrue(answer) : null;

    public override object? GetItem(Machine machine, object index) => Invoke(machine, "__getitem__", index);

    public override bool SetItem(Machine machine, object index, object value) => Invoke(machine, "__setitem__", index, value) is not null;

    public override bool DeleteItem(Machine machine, object index) => Invoke(machine, "__delitem__", index) is not null;

    public override object? GetAttribute(Machine machine, string name) => attributes.GetValueOrDefault(name);

    public override bool SetAttribute(Machine machine, string name, object value)
    {
        machine.Meter.Allocate(48);
        attributes[name] = value;
        return true;
    }

    public bool DeleteAttribute(string name) => attributes.Remove(name);

    public override object? Call(Machine machine, Arguments arguments) =>
        Type.Find("__call__") is { } method ? machine.Call(method, arguments.Prepend(this)) : null;

    /// <summary>Takes the next value of an iterator class; null at its end.</summary>
    public object? Next(Machine machine)
    {
        try
        {
            return Invoke(machine, "__next__") ?? throw PyError.Type($"'{Type.Name}' object is not an iterator");
        }
        catch (PalException e) when (e.Value.Type.IsSubclassOf(ExceptionTypes.Get("StopIteration")))
        {
            return null;
        }
    }

    private IEnumerable<object> Steps(Machine machine)
    {
        while (Next(machine) is { } item)
            yield return item;
    }

    private IEnumerable<object> Indexed(Machine machine)
    {
        for (BigInteger i = 0; ; i++)
        {
            object item;
            try
            {
                item = Invoke(machine, "__getitem__", i)!;
            }
            catch (PalException e) when (e.Value.Type.IsSubclassOf(ExceptionTypes.Get("IndexError")))
            {
                yield break;
            }

            yield return item;
        }
    }

    private object? Invoke(Machine machine, string method, params object[] arguments) =>
        Type.Find(method) is { } function ? machine.Call(function, new Arguments([this, .. arguments], [])) : null;

    private static object? Known(object? value) => value is PyNotImplemented ? null : value;

    private static bool? Answer(Machine machine, object? value) => Known(value) is { } known ? machine.IsTrue(known) : null;
}
