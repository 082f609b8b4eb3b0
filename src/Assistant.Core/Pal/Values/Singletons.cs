using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

internal sealed class PyNone : PyObject
{
    private PyNone()
    {
    }

    public static PyNone Value { get; } = new();

    public override PyType Type => PyTypes.None;

    public override bool IsTrue(Machine machine) => false;

    public override string Repr(Machine machine) => "None";
}

internal sealed class PyEllipsis : PyObject
{
    private PyEllipsis()
    {
    }

    public static PyEllipsis Value { get; } = new();

    public override PyType Type => PyTypes.Ellipsis;

    public override string Repr(Machine machine) => "Ellipsis";
}

/// <summary>What an operator method of a class returns to say that it does not know the other value.</summary>
internal sealed class PyNotImplemented : PyObject
{
    private PyNotImplemented()
    {
    }

    public static PyNotImplemented Value { get; } = new();

    public override PyType Type => PyTypes.NotImplemented;

    public override string Repr(Machine machine) => "NotImplemented";
}
