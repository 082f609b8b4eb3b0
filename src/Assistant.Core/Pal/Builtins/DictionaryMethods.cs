using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The methods of dict.</summary>
internal static class DictionaryMethods
{
    private static readonly NativeFunction[] All =
    [
        new("get", "self, key, default?, /", (_, a) => Self(a).Get(a[1]) ?? a[2] ?? PyNone.Value),
        new("keys", "self", (_, a) => new PyDictionaryView(Self(a), DictionaryViewKind.Keys)),
        new("values", "self", (_, a) => new PyDictionaryView(Self(a), DictionaryViewKind.Values)),
        new("items", "self", (_, a) => new PyDictionaryView(Self(a), DictionaryViewKind.Items)),
        new("pop", "self, key, default?, /", (_, a) => Self(a).Remove(a[1]) ?? a[2] ?? throw PyError.Key(a[1])),
        new("popitem", "self", (_, a) => PopItem(Self(a))),
        new("setdefault", "self, key, default?, /", (_, a) => SetDefault(Self(a), a[1], a[2] ?? PyNone.Value)),
        new("update", "self, other?, /, **named", (machine, a) => ListMethods.Do(() =>
        {
            if (a[1] is not null)
                Update(machine, Self(a), a[1]);
            Self(a).Update((PyDictionary)a[2]);
        })),
        new("copy", "self", (_, a) => Self(a).Copy()),
        new("clear", "self", (_, a) => ListMethods.Do(Self(a).Clear)),
    ];

    public static PyType AddTo(PyType type)
    {
        type.Define(All);
        type.Members["fromkeys"] = new PyStaticMethod(new NativeFunction("fromkeys", "iterable, value?, /", FromKeys));
        return type;
    }

    /// <summary>Takes over the entries of a dict, or of an iterable of pairs.</summary>
    public static void Update(Machine machine, PyDictionary dictionary, object source)
    {
        if (source is PyDictionary other)
        {
            dictionary.Update(other);
            return;
        }

        var position = 0;
        foreach (var item in machine.Iterate(source))
        {
            if (!machine.IsIterable(item))
                throw PyError.Type($"cannot convert dictionary update sequence element #{position} to a sequence");
            var pair = machine.ToList(item);
            if (pair.Count != 2)
                throw PyError.Value($"dictionary update sequence element #{position} has length {pair.Count}; 2 is required");
            dictionary.Set(pair[0], pair[1]);
            position++;
        }
    }

    private static PyDictionary Self(object[] a) => ListMethods.Self<PyDictionary>(a, "dict");

    private static PyDictionary FromKeys(Machine machine, object[] a)
    {
        var dictionary = new PyDictionary(machine);
        foreach (var key in machine.Iterate(a[0]))
            dictionary.Set(key, a[1] ?? PyNone.Value);
        return dictionary;
    }

    private static PyTuple PopItem(PyDictionary dictionary)
    {
        if (dictionary.Last() is not { } last)
            throw PyError.Key("popitem(): dictionary is empty");
        dictionary.Remove(last.Key);
        return new PyTuple([last.Key, last.Value]);
    }

    private static object SetDefault(PyDictionary dictionary, object key, object value)
    {
        if (dictionary.Get(key) is { } found)
            return found;
        dictionary.Set(key, value);
        return value;
    }
}
