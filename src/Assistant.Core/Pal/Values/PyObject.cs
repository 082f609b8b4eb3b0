using System.Runtime.CompilerServices;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>
/// A value that is none of the host's own (<see cref="bool"/>, <see cref="System.Numerics.BigInteger"/>, <see cref="double"/>, <see cref="string"/>).
/// A member that answers null does not support the operation.
/// </summary>
internal abstract class PyObject
{
    public abstract PyType Type { get; }

    public virtual bool IsTrue(Machine machine) => Length(machine) is not 0;

    public virtual string Repr(Machine machine) => $"<{Type.Name} object>";

    public virtual string Str(Machine machine) => Repr(machine);

    public virtual string? Format(Machine machine, string spec) => null;

    public virtual long Hash(Machine machine) => RuntimeHelpers.GetHashCode(this);

    public virtual bool? EqualTo(Machine machine, object other) => null;

    /// <summary>One of the four orderings; null when these values have none.</summary>
    public virtual bool? Order(Machine machine, CompareOperator comparison, object other) => null;

    /// <summary>The operation with this value on the left, or on the right when <paramref name="reflected"/>.</summary>
    public virtual object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected) => null;

    /// <summary>An augmented assignment that changes this value in place.</summary>
    public virtual object? InPlace(Machine machine, BinaryOperator operation, object other) => null;

    public virtual object? Unary(Machine machine, UnaryOperator operation) => null;

    public virtual long? Length(Machine machine) => null;

    public virtual IEnumerable<object>? Iterate(Machine machine) => null;

    public virtual bool? Contains(Machine machine, object item) => null;

    public virtual object? GetItem(Machine machine, object index) => null;

    public virtual bool SetItem(Machine machine, object index, object value) => false;

    public virtual bool DeleteItem(Machine machine, object index) => false;

    /// <summary>An attribute of the value itself; methods are found in its type.</summary>
    public virtual object? GetAttribute(Machine machine, string name) => null;

    public virtual bool SetAttribute(Machine machine, string name, object value) => false;

    public virtual object? Call(Machine machine, Arguments arguments) => null;
}
