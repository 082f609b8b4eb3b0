using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

internal enum DictionaryViewKind
{
    Keys,
    Values,
    Items,
}

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> return: a view that follows the dictionary.</summary>
internal sealed class PyDictionaryView(PyDictionary dictionary, DictionaryViewKind kind) : PyObject
{
    public override PyType Type => kind switch
    {
        DictionaryViewKind.Keys => PyTypes.DictionaryKeys,
        DictionaryViewKind.Values => PyTypes.DictionaryValues,
        _ => PyTypes.DictionaryItems,
    };

    public override string Repr(Machine machine) => machine.ReprOf(this, "...", () => $"{Type.Name}([{machine.JoinRepr(Iterate(machine))}])");

    public override long? Length(Machine machine) => dictionary.Count;

    public override IEnumerable<object> Iterate(Machine machine) => kind switch
    {
        DictionaryViewKind.Keys => dictionary.Entries.Select(entry => entry.Key),
        DictionaryViewKind.Values => dictionary.Entries.Select(entry => entry.Value),
        _ => dictionary.Entries.Select(entry => (object)new PyTuple([entry.Key, entry.Value])),
    };

    public override bool? Contains(Machine machine, object item) => kind switch
    {
        DictionaryViewKind.Keys => dictionary.Contains(machine, item),
        DictionaryViewKind.Items => item is PyTuple { Items: [var key, var value] } && dictionary.Get(key) is { } found && machine.AreEqual(found, value),
        _ => null,
    };

    public override bool? EqualTo(Machine machine, object other) => kind == DictionaryViewKind.Values || other is not (PyDictionaryView or PySet) ? null : AsSet(machine).EqualTo(machine, Other(machine, other));

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        kind == DictionaryViewKind.Values ? null : AsSet(machine).Order(machine, comparison, Other(machine, other));

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (kind == DictionaryViewKind.Values || !machine.IsIterable(other))
            return null;
        var set = Other(machine, other) as PySet ?? PySet.From(machine, machine.Iterate(other));
        return reflected ? set.Binary(machine, operation, AsSet(machine), false) : AsSet(machine).Binary(machine, operation, set, false);
    }

    private PySet AsSet(Machine machine) => PySet.From(machine, Iterate(machine));

    private static object Other(Machine machine, object other) => other is PyDictionaryView view ? view.AsSet(machine) : other;
}
