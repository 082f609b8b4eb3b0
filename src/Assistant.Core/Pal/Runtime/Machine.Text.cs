using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Machine
{
    private readonly HashSet<object> representing = new(ReferenceEqualityComparer.Instance);

    public string Repr(object value)
    {
        Meter.Step();
        return value switch
        {
            bool flag => flag ? "True" : "False",
            BigInteger number => IntegerText.Write(this, number),
            double number => FloatText.Repr(number),
            string text => Grown(TextRepr.Quote(text)),
            PyObject item => Deep(item),
            _ => "",
        };
    }

    public string Str(object value)
    {
        if (value is string text)
            return text;
        if (value is not PyObject item)
            return Repr(value);
        EnsureStack();
        return item.Str(this);
    }

    public object Convert(object value, char conversion) => conversion switch
    {
        'r' => Repr(value),
        's' => Str(value),
        'a' => TextRepr.Ascii(Repr(value)),
        _ => value,
    };

    public string Format(object value, string spec)
    {
        if (spec.Length == 0 && value is not PyInstance)
            return Str(value);
        return value switch
        {
            bool or BigInteger or double or string => FormatSpec.Parse(spec, PyTypes.Of(value).Name).Apply(this, value),
            PyObject item => item.Format(this, spec) ?? (spec.Length == 0 ? Str(value) : throw PyError.Type($"unsupported format string passed to {PyTypes.Of(value).Name}.__format__")),
            _ => Str(value),
        };
    }

    /// <summary>The repr of a container; <paramref name="nested"/> stands for a container inside itself.</summary>
    public string ReprOf(object container, string nested, Func<string> write)
    {
        if (!representing.Add(container))
            return nested;
        try
        {
            return write();
        }
        finally
        {
            representing.Remove(container);
        }
    }

    public string JoinRepr(IEnumerable<object> items) => Grown(string.Join(", ", items.Select(item => Grown(Repr(item)))));

    /// <summary>Counts the memory of a new string.</summary>
    public string Grown(string text)
    {
        Meter.Allocate(2L * text.Length);
        return text;
    }

    /// <summary>An exception as the last line of a traceback says it.</summary>
    public string Describe(PyException exception)
    {
        string message;
        try
        {
            message = Str(exception);
        }
        catch (PalException)
        {
            message = "<exception str() failed>";
        }

        return message.Length == 0 ? exception.Type.Name : $"{exception.Type.Name}: {message}";
    }

    private string Deep(PyObject item)
    {
        EnsureStack();
        return item.Repr(this);
    }
}
