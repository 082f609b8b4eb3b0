using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Makes the exceptions that built-in operations raise.</summary>
internal static class PyError
{
    public static PalException Create(string type, string message) => new(new PyException(ExceptionTypes.Get(type), new PyTuple([message])));

    public static PalException Type(string message) => Create("TypeError", message);

    public static PalException Value(string message) => Create("ValueError", message);

    public static PalException Index(string message) => Create("IndexError", message);

    public static PalException Key(object key) => new(new PyException(ExceptionTypes.Get("KeyError"), new PyTuple([key])));

    public static PalException Name(string message) => Create("NameError", message);

    public static PalException Attribute(string message) => Create("AttributeError", message);

    public static PalException ZeroDivision(string message) => Create("ZeroDivisionError", message);

    public static PalException Overflow(string message) => Create("OverflowError", message);
}
