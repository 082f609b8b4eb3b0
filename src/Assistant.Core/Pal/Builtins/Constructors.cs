using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>What calling a built-in type does.</summary>
internal static class Constructors
{
    private static readonly ParameterList IntParameters = ParameterList.Parse("int", "value?, /, base?");
    private static readonly ParameterList StrParameters = ParameterList.Parse("str", "object?");

    public static object TypeOf(Machine machine, Arguments arguments) => PyTypes.Of(Only("type", arguments));

    public static object Int(Machine machine, Arguments arguments)
    {
        var given = IntParameters.Bind(machine, arguments);
        if (given[1] is { } radix)
        {
            var number = machine.ToSize(radix);
            if (number != 0 && number is < 2 or > 36)
                throw PyError.Value("int() base must be >= 2 and <= 36, or 0");
            return given[0] is string digits ? Conversions.ParseInteger(digits, number) : throw PyError.Type("int() can't convert non-string with explicit base");
        }

        return given[0] switch
        {
            null => BigInteger.Zero,
            string text => Conversions.ParseInteger(text, 10),
            double number => Conversions.Truncate(number),
            IPyReal real => BigInteger.Divide(real.Ratio.Numerator, real.Ratio.Denominator),
            PyInstance instance when instance.Type.Find("__int__") is { } method => machine.Call(method, instance),
            var value => machine.TryInteger(value!) ?? throw PyError.Type($"int() argument must be a string, a bytes-like object or a real number, not '{PyTypes.Of(value!).Name}'"),
        };
    }

    public static object Float(Machine machine, Arguments arguments) => Optional("float", arguments) switch
    {
        null => 0.0,
        string text => Conversions.ParseFloat(text),
        PyInstance instance when instance.Type.Find("__float__") is { } method => machine.Call(method, instance),
        var value => Conversions.ToFloat(value) ?? throw PyError.Type($"float() argument must be a string or a real number, not '{PyTypes.Of(value).Name}'"),
    };

    public static object Bool(Machine machine, Arguments arguments) => Optional("bool", arguments) is { } value && machine.IsTrue(value);

    public static object Str(Machine machine, Arguments arguments) => StrParameters.Bind(machine, arguments)[0] is { } value ? machine.Str(value) : "";

    public static object List(Machine machine, Arguments arguments) => new PyList(Items(machine, "list", arguments));

    public static object Tuple(Machine machine, Arguments arguments) =>
        arguments.Positional is [PyTuple tuple] ? tuple : new PyTuple([.. Items(machine, "tuple", arguments)]);

    public static object Set(Machine machine, Arguments arguments) => NewSet(machine, "set", arguments, false);

    public static object FrozenSet(Machine machine, Arguments arguments) => NewSet(machine, "frozenset", arguments, true);

    public static object Dictionary(Machine machine, Arguments arguments)
    {
        var dictionary = new PyDictionary(machine);
        if (Optional("dict", arguments with { Named = [] }) is { } source)
            DictionaryMethods.Update(machine, dictionary, source);
        foreach (var (name, value) in arguments.Named)
            dictionary.Set(name, value);
        return dictionary;
    }

    public static object Range(Machine machine, Arguments arguments)
    {
        NoNames("range", arguments);
        var bounds = Array.ConvertAll(arguments.Positional, machine.ToInteger);
        return bounds switch
        {
            [var stop] => new PyRange(0, stop, 1),
            [var start, var stop] => new PyRange(start, stop, 1),
            [var start, var stop, var step] => step.IsZero ? throw PyError.Value("range() arg 3 must not be zero") : new PyRange(start, stop, step),
            [] => throw PyError.Type("range expected at least 1 argument, got 0"),
            _ => throw PyError.Type($"range expected at most 3 arguments, got {bounds.Length}"),
        };
    }

    public static object Slice(Machine machine, Arguments arguments)
    {
        NoNames("slice", arguments);
        return arguments.Positional switch
        {
            [var stop] => new PySlice(PyNone.Value, stop, PyNone.Value),
            [var start, var stop] => new PySlice(start, stop, PyNone.Value),
            [var start, var stop, var step] => new PySlice(start, stop, step),
            _ => throw PyError.Type($"slice expected 1 to 3 arguments, got {arguments.Positional.Length}"),
        };
    }

    /// <summary>The only argument of a call.</summary>
    public static object Only(string function, Arguments arguments)
    {
        NoNames(function, arguments);
        return arguments.Positional is [var only] ? only : throw PyError.Type($"{function}() takes exactly one argument ({arguments.Positional.Length} given)");
    }

    private static object? Optional(string function, Arguments arguments)
    {
        NoNames(function, arguments);
        return arguments.Positional.Length switch
        {
            0 => null,
            1 => arguments.Positional[0],
            var count => throw PyError.Type($"{function} expected at most 1 argument, got {count}"),
        };
    }

    private static void NoNames(string function, Arguments arguments)
    {
        if (arguments.Named.Length > 0)
            throw PyError.Type($"{function}() takes no keyword arguments");
    }

    private static List<object> Items(Machine machine, string function, Arguments arguments) => Optional(function, arguments) is { } source ? machine.ToList(source) : [];

    private static PySet NewSet(Machine machine, string function, Arguments arguments, bool frozen) => Optional(function, arguments) switch
    {
        null => new PySet(machine, frozen),
        PySet set => set.IsFrozen && frozen ? set : set.Copy(frozen),
        var source => PySet.From(machine, machine.Iterate(source), frozen),
    };
}
