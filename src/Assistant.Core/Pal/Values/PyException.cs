using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>An exception as the program sees it.</summary>
internal sealed class PyException(PyType type, PyTuple arguments) : PyObject
{
    private readonly Dictionary<string, object> attributes = new(StringComparer.Ordinal);

    public override PyType Type { get; } = type;

    public PyTuple Arguments { get; set; } = arguments;

    public override bool IsTrue(Machine machine) => true;

    public override string Repr(Machine machine) => Arguments.Items.Length == 1
        ? $"{Type.Name}({machine.Repr(Arguments.Items[0])})"
        : Type.Name + Arguments.Repr(machine);

    public override string Str(Machine machine)
    {
        if (Type.IsUserDefined && Type.Find("__str__") is { } method)
            return machine.Str(machine.Call(method, new Arguments([this], [])));
        return Arguments.Items.Length switch
        {
            0 => "",
            1 => Type.IsSubclassOf(ExceptionTypes.Get("KeyError")) ? machine.Repr(Arguments.Items[0]) : machine.Str(Arguments.Items[0]),
            _ => Arguments.Repr(machine),
        };
    }

    public override object? GetAttribute(Machine machine, string name) => name switch
    {
        "args" => Arguments,
        "value" when Type.Name == "StopIteration" => Arguments.Items.Length > 0 ? Arguments.Items[0] : PyNone.Value,
        _ => attributes.GetValueOrDefault(name),
    };

    public override bool SetAttribute(Machine machine, string name, object value)
    {
        machine.Meter.Allocate(48);
        attributes[name] = value;
        return true;
    }
}
