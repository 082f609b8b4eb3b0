using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Machine
{
    /// <summary>
    /// Reads an attribute. Names with two underscores on both sides are closed, but for the name of a type or function and what a class of
    /// the program itself defines: no way leads from a value to the interpreter.
    /// </summary>
    public object GetAttribute(object target, string name)
    {
        var type = PyTypes.Of(target);
        if (IsSpecial(name) && name != "__name__" && !IsOwn(target, type, name))
            throw NoAttribute(target, type, name);
        if ((target as PyObject)?.GetAttribute(this, name) is { } value)
            return value;
        if (name != "__name__" && target is not PyType && type.Find(name) is { } member)
            return BindMember(target, member);
        throw NoAttribute(target, type, name);
    }

    public void SetAttribute(object target, string name, object value)
    {
        var type = PyTypes.Of(target);
        if (IsSpecial(name) || (target as PyObject)?.Type.Find(name) is PyProperty { Setter: null })
            throw PyError.Attribute($"can't set attribute '{name}'");
        if (type.Find(name) is PyProperty { Setter: { } setter } && target is not PyType)
            Call(setter, target, value);
        else if (target is not PyObject item || !item.SetAttribute(this, name, value))
            throw PyError.Attribute($"'{type.Name}' object has no attribute '{name}'");
    }

    /// <summary>Makes a member of a type one of a value: a function gets the value as its first argument.</summary>
    public object BindMember(object target, object member) => member switch
    {
        PyFunction or NativeFunction => new BoundMethod(target, member),
        PyStaticMethod method => method.Function,
        PyClassMethod method => new BoundMethod(target as PyType ?? PyTypes.Of(target), method.Function),
        PyProperty property => Call(property.Getter, target),
        _ => member,
    };

    public object GetItem(object container, object index)
    {
        if (container is string text)
            return TextItems.GetItem(this, text, index);
        return (container as PyObject)?.GetItem(this, index) ?? throw PyError.Type($"'{PyTypes.Of(container).Name}' object is not subscriptable");
    }

    public void SetItem(object container, object index, object value)
    {
        if (container is not PyObject item || !item.SetItem(this, index, value))
            throw PyError.Type($"'{PyTypes.Of(container).Name}' object does not support item assignment");
    }

    public void DeleteItem(object container, object index)
    {
        if (container is not PyObject item || !item.DeleteItem(this, index))
            throw PyError.Type($"'{PyTypes.Of(container).Name}' object doesn't support item deletion");
    }

    private static bool IsSpecial(string name) => name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);

    private static bool IsOwn(object target, PyType type, string name) => target switch
    {
        PySuper => true,
        PyType { IsUserDefined: true } own => own.Find(name) is PyFunction,
        _ => type.IsUserDefined && type.Find(name) is PyFunction,
    };

    private static PalException NoAttribute(object target, PyType type, string name) => target switch
    {
        PyModule module => PyError.Attribute($"module '{module.Name}' has no attribute '{name}'"),
        PyType own => PyError.Attribute($"type object '{own.Name}' has no attribute '{name}'"),
        _ => PyError.Attribute($"'{type.Name}' object has no attribute '{name}'"),
    };
}
