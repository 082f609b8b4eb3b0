using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>sorted, any, all, iter and next, and the types enumerate, zip, map, filter and reversed.</summary>
internal static class IterationFunctions
{
    public static readonly NativeFunction[] All =
    [
        new("sorted", "iterable, /, *, key?, reverse?", (machine, a) => new PyList(Sorting.Sort(machine, machine.ToList(a[0]), a[1], a[2]))),
        new("any", "iterable, /", (machine, a) => machine.Iterate(a[0]).Any(machine.IsTrue)),
        new("all", "iterable, /", (machine, a) => machine.Iterate(a[0]).All(machine.IsTrue)),
        new("iter", "iterable, /", (machine, a) => machine.GetIterator(a[0])),
        new("next", "iterator, default?, /", (machine, a) => machine.Next(a[0]) ?? a[1] ?? throw new PalException(new PyException(ExceptionTypes.Get("StopIteration"), new PyTuple([])))),
    ];

    private static readonly ParameterList EnumerateParameters = ParameterList.Parse("enumerate", "iterable, start?");
    private static readonly ParameterList ZipParameters = ParameterList.Parse("zip", "*iterables, strict?");
    private static readonly ParameterList MapParameters = ParameterList.Parse("map", "function, /, *iterables");
    private static readonly ParameterList FilterParameters = ParameterList.Parse("filter", "function, iterable, /");

    public static object Enumerate(Machine machine, Arguments arguments)
    {
        var given = EnumerateParameters.Bind(machine, arguments);
        var start = given[1] is null ? BigInteger.Zero : machine.ToInteger(given[1]!);
        var items = machine.Iterate(given[0]!);
        return new PyIterator(PyTypes.Enumerate, items.Select((item, i) => new PyTuple([start + i, item])));
    }

    public static object Zip(Machine machine, Arguments arguments)
    {
        var given = ZipParameters.Bind(machine, arguments);
        var iterators = Iterators(machine, ((PyTuple)given[0]!).Items);
        return new PyIterator(PyTypes.Zip, Walk());

        IEnumerable<object> Walk()
        {
            while (iterators.Length > 0)
            {
                var row = new object[iterators.Length];
                for (var i = 0; i < row.Length; i++)
                {
                    if (machine.Next(iterators[i]) is { } item)
                    {
                        row[i] = item;
                        continue;
                    }

                    if (given[1] is { } strict && machine.IsTrue(strict))
                        CheckStrict(machine, iterators, i);
                    yield break;
                }

                machine.Meter.Allocate(32 + (8 * row.Length));
                yield return new PyTuple(row);
            }
        }
    }

    public static object Map(Machine machine, Arguments arguments)
    {
        var given = MapParameters.Bind(machine, arguments);
        var iterators = Iterators(machine, ((PyTuple)given[1]!).Items);
        if (iterators.Length == 0)
            throw PyError.Type("map() must have at least two arguments.");
        return new PyIterator(PyTypes.Map, Walk());

        IEnumerable<object> Walk()
        {
            while (true)
            {
                var row = new object[iterators.Length];
                for (var i = 0; i < row.Length; i++)
                {
                    if (machine.Next(iterators[i]) is not { } item)
                        yield break;
                    row[i] = item;
                }

                yield return machine.Call(given[0]!, new Arguments(row, []));
            }
        }
    }

    public static object Filter(Machine machine, Arguments arguments)
    {
        var given = FilterParameters.Bind(machine, arguments);
        var items = machine.Iterate(given[1]!);
        return new PyIterator(PyTypes.Filter, items.Where(item => machine.IsTrue(given[0] is PyNone ? item : machine.Call(given[0]!, item))));
    }

    public static object Reversed(Machine machine, Arguments arguments)
    {
        var source = Constructors.Only("reversed", arguments);
        return new PyIterator(PyTypes.Reversed, source switch
        {
            PyList list => Backwards(list.Items),
            PyTuple tuple => Backwards(tuple.Items),
            PyRange range => range.Reversed(),
            string text => Backwards([.. TextItems.Characters(text)]),
            PyDictionary or PyDictionaryView => Backwards(machine.ToList(source)),
            PyInstance instance when instance.Type.Find("__reversed__") is { } method => machine.Iterate(machine.Call(method, instance)),
            _ => throw PyError.Type($"'{PyTypes.Of(source).Name}' object is not reversible"),
        });
    }

    private static IEnumerable<object> Backwards(IList<object> items)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (i < items.Count)
                yield return items[i];
        }
    }

    private static object[] Iterators(Machine machine, object[] iterables) => Array.ConvertAll(iterables, machine.GetIterator);

    private static void CheckStrict(Machine machine, object[] iterators, int ended)
    {
        if (ended > 0)
            throw PyError.Value($"zip() argument {ended + 1} is shorter than argument{(ended == 1 ? "" : "s")} {(ended == 1 ? "1" : $"1-{ended}")}");
        for (var i = 1; i < iterators.Length; i++)
        {
            if (machine.Next(iterators[i]) is not null)
                throw PyError.Value($"zip() argument {i + 1} is longer than argument{(i == 1 ? "" : "s")} {(i == 1 ? "1" : $"1-{i}")}");
        }
    }
}
