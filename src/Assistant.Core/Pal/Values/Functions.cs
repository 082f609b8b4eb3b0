using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>A function of the program with the environment it closes over and its default values, aligned with the parameters.</summary>
internal sealed class PyFunction(FunctionCode code, Runtime.Environment? closure, object?[] defaults) : PyObject
{
    public FunctionCode Code { get; } = code;

    public Runtime.Environment? Closure { get; } = closure;

    public object?[] Defaults { get; } = defaults;

    public ParameterList Parameters { get; } = new(code.Name, [.. code.Parameters.Select((parameter, i) => new ParameterSlot(parameter.Name, parameter.Kind, defaults[i] is not null))]);

    /// <summary>The class in whose body it was defined, for <c>super()</c>.</summary>
    public PyType? Owner { get; set; }

    public override PyType Type => PyTypes.Function;

    public override string Repr(Machine machine) => $"<function {Code.Name}>";

    public override object? GetAttribute(Machine machine, string name) => name == "__name__" ? Code.Name : null;

    public override object Call(Machine machine, Arguments arguments) => machine.Evaluator.Invoke(this, arguments);
}

/// <summary>
/// A built-in function. <paramref name="signature"/> names its parameters as Python would ("iterable, /, *, key?, reverse?"); an optional one ends in '?',
/// and an argument that was not given arrives as null. Variadic parameters arrive as a <see cref="PyTuple"/> or <see cref="PyDictionary"/>.
/// </summary>
internal sealed class NativeFunction(string name, string signature, Func<Machine, object[], object> body) : PyObject
{
    private readonly ParameterList parameters = ParameterList.Parse(name, signature);

    public string Name { get; } = name;

    public override PyType Type => PyTypes.BuiltinFunction;

    public override string Repr(Machine machine) => $"<built-in function {Name}>";

    public override object? GetAttribute(Machine machine, string name) => name == "__name__" ? Name : null;

    public override object Call(Machine machine, Arguments arguments) => body(machine, parameters.Bind(machine, arguments)!);
}

/// <summary>A function with its first argument.</summary>
internal sealed class BoundMethod(object self, object function) : PyObject
{
    public override PyType Type => function is NativeFunction ? PyTypes.BuiltinFunction : PyTypes.Method;

    public override string Repr(Machine machine) => $"<bound method {machine.Repr(function)}>";

    public override object? GetAttribute(Machine machine, string name) => (function as PyObject)?.GetAttribute(machine, name);

    public override bool? EqualTo(Machine machine, object other) => ReferenceEquals(this, other);

    public override object Call(Machine machine, Arguments arguments) => machine.Call(function, arguments.Prepend(self));
}

internal sealed class PyStaticMethod(object function) : PyObject
{
    public object Function { get; } = function;

    public override PyType Type => PyTypes.StaticMethod;
}

internal sealed class PyClassMethod(object function) : PyObject
{
    public object Function { get; } = function;

    public override PyType Type => PyTypes.ClassMethod;
}

internal sealed class PyProperty(object getter, object? setter) : PyObject
{
    public object Getter { get; } = getter;

    public object? Setter { get; } = setter;

    public override PyType Type => PyTypes.Property;

    public override object? GetAttribute(Machine machine, string name) => name == "setter"
        ? new NativeFunction("setter", "function, /", (_, a) => new PyProperty(Getter, a[0]))
        : null;
}

/// <summary><c>super()</c> inside a method: finds members from the parent class on.</summary>
internal sealed class PySuper(PyType start, object self) : PyObject
{
    public override PyType Type => PyTypes.Super;

    public override object? GetAttribute(Machine machine, string name)
    {
        if (start.Find(name) is { } member)
            return machine.BindMember(self, member);
        return name == "__init__" ? new NativeFunction("__init__", "*args", (_, a) => Initialize((PyTuple)a[0])) : null;
    }

    private PyNone Initialize(PyTuple arguments)
    {
        if (self is PyException exception)
            exception.Arguments = arguments;
        return PyNone.Value;
    }
}
