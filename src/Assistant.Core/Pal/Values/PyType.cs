using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>A type: one of the built-in ones, which are shared and never change after start, or a class of the program.</summary>
internal sealed class PyType(string name, PyType? parent, Func<Machine, Arguments, object>? construct = null, bool isUserDefined = false) : PyObject
{
    public string Name { get; } = name;

    public PyType? Parent { get; } = parent;

    public bool IsUserDefined { get; } = isUserDefined;

    /// <summary>Whether values of this type are instances of classes of the program (and not exceptions).</summary>
    public bool IsException => IsSubclassOf(PyTypes.BaseException);

    public Dictionary<string, object> Members { get; } = new(StringComparer.Ordinal);

    public Func<Machine, Arguments, object>? Constructor { get; } = construct ?? (isUserDefined ? null : parent?.Constructor);

    public override PyType Type => PyTypes.TypeType;

    public bool IsSubclassOf(PyType other)
    {
        for (var type = this; type is not null; type = type.Parent)
        {
            if (ReferenceEquals(type, other))
                return true;
        }

        return false;
    }

    /// <summary>A member of the type or the nearest ancestor that has it.</summary>
    public object? Find(string name)
    {
        for (var type = this; type is not null; type = type.Parent)
        {
            if (type.Members.TryGetValue(name, out var member))
                return member;
        }

        return null;
    }

    public PyType Define(IEnumerable<NativeFunction> functions)
    {
        foreach (var function in functions)
            Members[function.Name] = function;
        return this;
    }

    public override string Repr(Machine machine) => $"<class '{(IsUserDefined ? "__main__." : "")}{QualifiedName}'>";

    public string QualifiedName => Members.TryGetValue(PyTypes.ModuleKey, out var module) ? $"{module}.{Name}" : Name;

    public override object? GetAttribute(Machine machine, string name) => name == "__name__"
        ? Name
        : Find(name) switch
        {
            PyStaticMethod method => method.Function,
            PyClassMethod method => new BoundMethod(this, method.Function),
            var member => member,
        };

    public override bool SetAttribute(Machine machine, string name, object value)
    {
        if (!IsUserDefined)
            throw PyError.Type($"cannot set '{name}' attribute of immutable type '{Name}'");
        Members[name] = value;
        return true;
    }

    public override object? GetItem(Machine machine, object index) => IsUserDefined ? null : this;

    public override object Call(Machine machine, Arguments arguments)
    {
        if (!IsUserDefined)
            return Constructor is null ? throw PyError.Type($"cannot create '{Name}' instances") : Constructor(machine, arguments);
        machine.Meter.Allocate(64);
        PyObject instance = IsException ? new PyException(this, new PyTuple(arguments.Positional)) : new PyInstance(this);
        if (Find("__init__") is { } initializer and not NativeFunction)
            machine.Call(initializer, arguments.Prepend(instance));
        else if (!IsException && (arguments.Positional.Length > 0 || arguments.Named.Length > 0))
            throw PyError.Type($"{Name}() takes no arguments");
        return instance;
    }
}
