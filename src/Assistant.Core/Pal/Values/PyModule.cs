using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>A module that programs may import.</summary>
internal sealed class PyModule(string name, IReadOnlyDictionary<string, object> members) : PyObject
{
    public string Name { get; } = name;

    public IReadOnlyDictionary<string, object> Members { get; } = members;

    public override PyType Type => PyTypes.Module;

    public override string Repr(Machine machine) => $"<module '{Name}'>";

    public override object? GetAttribute(Machine machine, string name) => Members.GetValueOrDefault(name);
}
