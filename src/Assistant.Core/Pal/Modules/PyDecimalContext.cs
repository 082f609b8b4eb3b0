using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The precision and rounding of a run's decimals, as getcontext() gives it.</summary>
internal sealed class PyDecimalContext : PyObject
{
    private const int MaxPrecision = 2000;

    public int Precision { get; private set; } = 28;

    public string Rounding { get; private set; } = "ROUND_HALF_EVEN";

    public override PyType Type => DecimalModule.ContextType;

    public static PyDecimalContext Of(Machine machine)
    {
        if (!machine.ModuleState.TryGetValue("decimal", out var context))
            machine.ModuleState["decimal"] = context = new PyDecimalContext();
        return (PyDecimalContext)context;
    }

    public override string Repr(Machine machine) => $"Context(prec={Precision}, rounding={Rounding})";

    public override object? GetAttribute(Machine machine, string name) => name switch
    {
        "prec" => new BigInteger(Precision),
        "rounding" => Rounding,
        _ => null,
    };

    public override bool SetAttribute(Machine machine, string name, object value)
    {
        switch (name)
        {
            case "prec":
                var precision = machine.ToInteger(value);
                if (precision < 1 || precision > MaxPrecision)
                    throw PyError.Value($"valid range for prec is [1, {MaxPrecision}] here");
                Precision = (int)precision;
                return true;
            case "rounding":
                Rounding = DecimalModule.CheckRounding(value);
                return true;
            default:
                return false;
        }
    }
}
