using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Values;

/// <summary>A dictionary in order of insertion: a hash table of positions into a list of entries, compacted when half of them are gone.</summary>
internal sealed class PyDictionary(Machine machine) : PyObject
{
    private readonly Dictionary<object, int> positions = new(machine.KeyComparer);
    private List<KeyValuePair<object, object>?> entries = [];

    public int Count => positions.Count;

    public override PyType Type => PyTypes.Dictionary;

    public IEnumerable<KeyValuePair<object, object>> Entries
    {
        get
        {
            var count = Count;
            for (var i = 0; i < entries.Count; i++)
            {
                if (entries[i] is not { } entry)
                    continue;
                yield return entry;
                if (Count != count)
                    throw PyError.Create("RuntimeError", "dictionary changed size during iteration");
            }
        }
    }

    public object? Get(object key) => positions.TryGetValue(Hashable(key), out var position) ? entries[position]!.Value.Value : null;

    public void Set(object key, object value)
    {
        if (positions.TryGetValue(key, out var position))
        {
            entries[position] = new(entries[position]!.Value.Key, value);
            return;
        }

        machine.Meter.Allocate(96);
        positions.Add(key, entries.Count);
        entries.Add(new(key, value));
    }

    /// <summary>Removes a key and returns its value; null when it is not there.</summary>
    public object? Remove(object key)
    {
        if (!positions.Remove(Hashable(key), out var position))
            return null;
        var value = entries[position]!.Value.Value;
        entries[position] = null;
        if (entries.Count > 16 && Count * 2 < entries.Count)
            Compact();
        return value;
    }

    public KeyValuePair<object, object>? Last()
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is { } entry)
                return entry;
            entries.RemoveAt(i);
        }

        return null;
    }

    public void Clear()
    {
        positions.Clear();
        entries = [];
    }

    public void Update(PyDictionary other)
    {
        foreach (var (key, value) in other.Entries)
            Set(key, value);
    }

    public PyDictionary Copy()
    {
        var copy = new PyDictionary(machine);
        copy.Update(this);
        return copy;
    }

    public override string Repr(Machine machine) => machine.ReprOf(this, "{...}", () =>
        "{" + string.Join(", ", Entries.Select(entry => machine.Grown(machine.Repr(entry.Key) + ": " + machine.Repr(entry.Value)))) + "}");

    public override long Hash(Machine machine) => throw PyError.Type("unhashable type: 'dict'");

    public override bool? EqualTo(Machine machine, object other)
    {
        if (other is not PyDictionary dictionary)
            return null;
        machine.EnsureStack();
        machine.Meter.Step(Count);
        return Count == dictionary.Count && Entries.All(entry => dictionary.Get(entry.Key) is { } value && machine.AreEqual(entry.Value, value));
    }

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (operation != BinaryOperator.Or || reflected || other is not PyDictionary dictionary)
            return null;
        var union = Copy();
        union.Update(dictionary);
        return union;
    }

    public override object? InPlace(Machine machine, BinaryOperator operation, object other)
    {
        if (operation != BinaryOperator.Or || other is not PyDictionary dictionary)
            return null;
        Update(dictionary);
        return this;
    }

    public override long? Length(Machine machine) => Count;

    public override IEnumerable<object> Iterate(Machine machine) => Entries.Select(entry => entry.Key);

    public override bool? Contains(Machine machine, object item) => positions.ContainsKey(Hashable(item));

    public override object GetItem(Machine machine, object index) => Get(index) ?? throw PyError.Key(index);

    public override bool SetItem(Machine machine, object index, object value)
    {
        Set(index, value);
        return true;
    }

    public override bool DeleteItem(Machine machine, object index) => Remove(index) is null ? throw PyError.Key(index) : true;

    /// <summary>An empty table does not look at a key; one that cannot be hashed is an error all the same.</summary>
    private object Hashable(object key)
    {
        if (Count == 0)
            machine.Hash(key);
        return key;
    }

    private void Compact()
    {
        entries = [.. entries.Where(entry => entry is not null)];
        for (var i = 0; i < entries.Count; i++)
            positions[entries[i]!.Value.Key] = i;
    }
}
