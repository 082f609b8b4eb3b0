using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The decimal module.</summary>
internal static class DecimalModule
{
    private static readonly string[] Roundings = ["ROUND_CEILING", "ROUND_DOWN", "ROUND_FLOOR", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_UP", "ROUND_05UP"];
    private static readonly ParameterList Parameters = ParameterList.Parse("Decimal", "value?");
    private static readonly Dictionary<string, PyType> Errors = BuildErrors();

    public static PyType ContextType { get; } = new("Context", PyTypes.Object, (_, _) => throw PyError.Type("use getcontext() here"));

    public static PyType DecimalType { get; } = BuildType();

    public static PyModule Module { get; } = BuildModule();

    public static PalException Error(string type, string message) => new(new PyException(Errors[type], new PyTuple([message])));

    public static string CheckRounding(object value) =>
        value is string mode && Roundings.Contains(mode) ? mode : throw PyError.Type("valid values for rounding are: " + string.Join(", ", Roundings));

    private static Dictionary<string, PyType> BuildErrors()
    {
        var root = new PyType("DecimalException", ExceptionTypes.Get("ArithmeticError"));
        return new Dictionary<string, PyType>(StringComparer.Ordinal)
        {
            ["DecimalException"] = root,
            ["InvalidOperation"] = new("InvalidOperation", root),
            ["Overflow"] = new("Overflow", root),
            // In Python it is a DecimalException too; types have one parent here.
            ["DivisionByZero"] = new("DivisionByZero", ExceptionTypes.Get("ZeroDivisionError")),
        };
    }

    private static PyType BuildType()
    {
        var type = new PyType("Decimal", PyTypes.Object, Construct);
        type.Members[PyTypes.ModuleKey] = "decimal";
        return type.Define(
        [
            new("quantize", "self, exp, rounding?", (machine, a) => DecimalArithmetic.Quantize(machine, Self(a), Coerce(a[1]).Exponent, Mode(machine, a[2]))),
            new("to_integral_value", "self, rounding?", (machine, a) => Whole(machine, Self(a), a[1])),
            new("to_integral", "self, rounding?", (machine, a) => Whole(machine, Self(a), a[1])),
            new("normalize", "self", (machine, a) => Normalize(DecimalArithmetic.Round(machine, Self(a).Coefficient, Self(a).Exponent))),
            new("sqrt", "self", (machine, a) => DecimalArithmetic.SquareRoot(machine, Self(a))),
            new("copy_abs", "self", (_, a) => PyDecimal.Create(BigInteger.Abs(Self(a).Coefficient), Self(a).Exponent)),
            new("copy_negate", "self", (_, a) => PyDecimal.Create(-Self(a).Coefficient, Self(a).Exponent, !Self(a).IsNegative)),
            new("adjusted", "self", (_, a) => new BigInteger(Self(a).Adjusted)),
            new("is_zero", "self", (_, a) => Self(a).Coefficient.IsZero),
            new("is_signed", "self", (_, a) => Self(a).IsNegative),
            new("is_nan", "self", (_, _) => false),
            new("is_infinite", "self", (_, _) => false),
            new("is_finite", "self", (_, _) => true),
            new("max", "self, other, /", (machine, a) => Rationals.Compare(Self(a), Coerce(a[1])) >= 0 ? Self(a) : Coerce(a[1])),
            new("min", "self, other, /", (machine, a) => Rationals.Compare(Self(a), Coerce(a[1])) <= 0 ? Self(a) : Coerce(a[1])),
            new("compare", "self, other, /", (_, a) => PyDecimal.Create(Rationals.Compare(Self(a), Coerce(a[1]))!.Value, 0)),
            new("as_integer_ratio", "self", (machine, a) => new PyTuple([PyFraction.Create(machine, Self(a).Ratio.Numerator, Self(a).Ratio.Denominator).Ratio.Numerator, PyFraction.Create(machine, Self(a).Ratio.Numerator, Self(a).Ratio.Denominator).Ratio.Denominator])),
        ]);
    }

    private static PyModule BuildModule()
    {
        var members = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Decimal"] = DecimalType,
            ["getcontext"] = new NativeFunction("getcontext", "", (machine, _) => PyDecimalContext.Of(machine)),
        };
        foreach (var mode in Roundings)
            members[mode] = mode;
        foreach (var (name, type) in Errors)
            members[name] = type;
        return new PyModule("decimal", members);
    }

    private static PyDecimal Construct(Machine machine, Arguments arguments)
    {
        switch (Parameters.Bind(machine, arguments)[0])
        {
            case null:
                return PyDecimal.Create(0, 0);
            case PyDecimal value:
                return value;
            case string text:
                var (coefficient, exponent, negative) = DecimalText.Parse(text) ?? throw Error("InvalidOperation", "[<class 'decimal.ConversionSyntax'>]");
                return PyDecimal.Create(coefficient, exponent, negative);
            case double number when double.IsFinite(number):
                var (mantissa, power) = Numbers.Decompose(number);
                return power >= 0 ? PyDecimal.Create(mantissa << power, 0) : PyDecimal.Create(mantissa * BigInteger.Pow(5, -power), power);
            case double:
                throw Error("InvalidOperation", "NaN and infinities are not supported here");
            case var other:
                return PyDecimal.Create(machine.TryInteger(other) ?? throw PyError.Type($"conversion from {PyTypes.Of(other).Name} to Decimal is not supported"), 0);
        }
    }

    private static PyDecimal Self(object[] a) => a[0] as PyDecimal ?? throw PyError.Type("descriptor requires a 'decimal.Decimal' object");

    private static PyDecimal Coerce(object value) => value as PyDecimal ?? PyDecimal.Create(Numbers.Integer(value) ?? throw PyError.Type($"conversion from {PyTypes.Of(value).Name} to Decimal is not supported"), 0);

    private static string Mode(Machine machine, object? rounding) => rounding is null or PyNone ? PyDecimalContext.Of(machine).Rounding : CheckRounding(rounding);

    private static PyDecimal Whole(Machine machine, PyDecimal value, object? rounding) =>
        value.Exponent >= 0 ? value : DecimalArithmetic.Quantize(machine, value, 0, Mode(machine, rounding));

    private static PyDecimal Normalize(PyDecimal value)
    {
        if (value.Coefficient.IsZero)
            return PyDecimal.Create(0, 0, value.IsNegative);
        var (coefficient, exponent) = (value.Coefficient, value.Exponent);
        for (; (coefficient % 10).IsZero; exponent++)
            coefficient /= 10;
        return PyDecimal.Create(coefficient, exponent);
    }
}
