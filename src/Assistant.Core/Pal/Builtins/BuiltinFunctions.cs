using System.Numerics;
using System.Text;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>The names that every program sees. Files, input, code evaluation and reflection are not among them.</summary>
internal static class BuiltinFunctions
{
    private static readonly NativeFunction[] Functions =
    [
        new("print", "*values, sep?, end?, file?, flush?", Print),
        new("len", "object, /", (machine, a) => new BigInteger(machine.Length(a[0]))),
        new("repr", "object, /", (machine, a) => machine.Repr(a[0])),
        new("ascii", "object, /", (machine, a) => TextRepr.Ascii(machine.Repr(a[0]))),
        new("format", "value, format_spec?, /", (machine, a) => machine.Format(a[0], a[1] as string ?? "")),
        new("isinstance", "object, class, /", (_, a) => IsInstance(PyTypes.Of(a[0]), a[1], "isinstance() arg 2 must be a type, a tuple of types, or a union")),
        new("issubclass", "class, other, /", (_, a) => IsInstance(a[0] as PyType ?? throw PyError.Type("issubclass() arg 1 must be a class"), a[1], "issubclass() arg 2 must be a class, a tuple of classes, or a union")),
        new("callable", "object, /", (_, a) => a[0] is PyFunction or NativeFunction or BoundMethod or PyType || (a[0] is PyInstance instance && instance.Type.Find("__call__") is not null)),
        new("ord", "character, /", Ord),
        new("chr", "code, /", (machine, a) => machine.ToInteger(a[0]) is var code && code.Sign >= 0 && code <= 0x10FFFF && Rune.IsValid((int)code) ? new Rune((int)code).ToString() : throw PyError.Value("chr() arg not in range(0x110000)")),
        new("bin", "number, /", (machine, a) => Based(machine, a[0], 2, "0b")),
        new("oct", "number, /", (machine, a) => Based(machine, a[0], 8, "0o")),
        new("hex", "number, /", (machine, a) => Based(machine, a[0], 16, "0x")),
        .. NumberFunctions.All,
        .. IterationFunctions.All,
    ];

    public static IReadOnlyDictionary<string, object> All { get; } = Build();

    private static Dictionary<string, object> Build()
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var function in Functions)
            all[function.Name] = function;
        foreach (var type in new[]
        {
            PyTypes.Object, PyTypes.TypeType, PyTypes.Int, PyTypes.Bool, PyTypes.Float, PyTypes.Str, PyTypes.List, PyTypes.Tuple, PyTypes.Dictionary, PyTypes.Set, PyTypes.FrozenSet, PyTypes.Range, PyTypes.Slice,
            PyTypes.Enumerate, PyTypes.Zip, PyTypes.Map, PyTypes.Filter, PyTypes.Reversed, PyTypes.StaticMethod, PyTypes.ClassMethod, PyTypes.Property,
        })
            all[type.Name] = type;
        foreach (var (name, type) in ExceptionTypes.All)
            all[name] = type;
        all["NotImplemented"] = PyNotImplemented.Value;
        all["Ellipsis"] = PyEllipsis.Value;
        return all;
    }

    private static PyNone Print(Machine machine, object[] a)
    {
        var separator = Text(a[1], " ", "sep");
        var end = Text(a[2], "\n", "end");
        if (a[3] is not null and not PyNone)
            throw PyError.Type("print() writes to the output only; file is not supported here");
        var values = ((PyTuple)a[0]).Items;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                machine.Output.Write(separator);
            var text = machine.Str(values[i]);
            machine.Meter.Step(text.Length / 64);
            machine.Output.Write(text);
        }

        machine.Output.Write(end);
        return PyNone.Value;
    }

    private static string Text(object? value, string otherwise, string name) => value switch
    {
        null or PyNone => otherwise,
        string text => text,
        _ => throw PyError.Type($"{name} must be None or a string, not {PyTypes.Of(value).Name}"),
    };

    private static object IsInstance(PyType type, object classes, string message) => classes switch
    {
        PyType single => type.IsSubclassOf(single),
        PyTuple several => Array.Exists(several.Items, item => (bool)IsInstance(type, item, message)),
        _ => throw PyError.Type(message),
    };

    private static object Ord(Machine machine, object[] a)
    {
        if (a[0] is not string text)
            throw PyError.Type($"ord() expected string of length 1, but {PyTypes.Of(a[0]).Name} found");
        var length = TextItems.Length(text);
        return length == 1 ? new BigInteger(char.IsHighSurrogate(text[0]) ? char.ConvertToUtf32(text, 0) : text[0]) : throw PyError.Type($"ord() expected a character, but string of length {length} found");
    }

    private static string Based(Machine machine, object value, int radix, string prefix)
    {
        var number = machine.ToInteger(value);
        machine.Meter.Step((long)number.GetBitLength());
        return (number.Sign < 0 ? "-" : "") + prefix + machine.Grown(IntegerText.WriteBase(number, radix));
    }
}
