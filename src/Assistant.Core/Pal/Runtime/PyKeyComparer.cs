using System.Diagnostics.CodeAnalysis;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Hashes and compares keys as the language does.</summary>
internal sealed class PyKeyComparer(Machine machine) : IEqualityComparer<object>
{
    public new bool Equals(object? x, object? y)
    {
        machine.Meter.Step();
        return machine.AreEqual(x!, y!);
    }

    public int GetHashCode([DisallowNull] object obj) => machine.Hash(obj).GetHashCode();
}
