using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Builtins;

/// <summary>abs, round, divmod, pow, sum, min and max.</summary>
internal static class NumberFunctions
{
    public static readonly NativeFunction[] All =
    [
        new("abs", "number, /", Abs),
        new("round", "number, ndigits?", Round),
        new("divmod", "x, y, /", DivMod),
        new("pow", "base, exp, mod?", Pow),
        new("sum", "iterable, /, start?", Sum),
        new("min", "*values, key?, default?", (machine, a) => Extreme(machine, a, "min", (item, best) => machine.IsLess(item, best))),
        new("max", "*values, key?, default?", (machine, a) => Extreme(machine, a, "max", (item, best) => machine.IsTrue(machine.Compare(CompareOperator.Greater, item, best)))),
    ];

    public static object ModularPower(Machine machine, BigInteger value, BigInteger exponent, BigInteger modulus)
    {
        if (modulus.IsZero)
            throw PyError.Value("pow() 3rd argument cannot be 0");
        var size = BigInteger.Abs(modulus);
        if (exponent.Sign < 0)
        {
            value = Inverse(machine, value, size);
            exponent = -exponent;
        }

        var limbs = ((long)size.GetBitLength() / 64) + 1;
        machine.Meter.Step((long)exponent.GetBitLength() * limbs * limbs / 64);
        var result = BigInteger.ModPow(value, exponent, size);
        if (result.Sign < 0)
            result += size;
        return modulus.Sign < 0 && !result.IsZero ? result + modulus : result;
    }

    private static BigInteger Inverse(Machine machine, BigInteger value, BigInteger modulus)
    {
        var (r0, r1, t0, t1) = (modulus, ((value % modulus) + modulus) % modulus, BigInteger.Zero, BigInteger.One);
        while (!r1.IsZero)
        {
            machine.Meter.Step(1 + ((long)r1.GetBitLength() / 64));
            var quotient = r0 / r1;
            (r0, r1) = (r1, r0 - (quotient * r1));
            (t0, t1) = (t1, t0 - (quotient * t1));
        }

        return r0.IsOne ? ((t0 % modulus) + modulus) % modulus : throw PyError.Value("base is not invertible for the given modulus");
    }

    private static object Abs(Machine machine, object[] a) => a[0] switch
    {
        double number => Math.Abs(number),
        _ when Numbers.Integer(a[0]) is { } integer => BigInteger.Abs(integer),
        PyInstance instance when instance.Type.Find("__abs__") is { } method => machine.Call(method, instance),
        IPyMagnitude value => value.Abs(machine),
        _ => throw PyError.Type($"bad operand type for abs(): '{PyTypes.Of(a[0]).Name}'"),
    };

    private static object Round(Machine machine, object[] a)
    {
        var digits = a[1] is null or PyNone ? (int?)null : (int)BigInteger.Max(-100_000, BigInteger.Min(machine.ToInteger(a[1]), 100_000));
        switch (a[0])
        {
            case double number when digits is null:
                var whole = Conversions.Truncate(Math.Round(number, MidpointRounding.ToEven));
                return whole;
            case double number:
                return FloatText.Round(number, digits.Value);
            case IPyRoundable roundable:
                return roundable.Round(machine, digits);
            case PyInstance instance when instance.Type.Find("__round__") is { } method:
                return digits is null ? machine.Call(method, instance) : machine.Call(method, instance, a[1]);
        }

        if (Numbers.Integer(a[0]) is not { } integer)
            throw PyError.Type($"type {PyTypes.Of(a[0]).Name} doesn't define __round__ method");
        if (digits is null or >= 0)
            return integer;
        if (-digits.Value > integer.GetBitLength())
            return BigInteger.Zero;
        var unit = BigInteger.Pow(10, -digits.Value);
        return Numbers.RoundedDivide(integer, unit) * unit;
    }

    private static object DivMod(Machine machine, object[] a)
    {
        if (a[0] is double or BigInteger or bool && a[1] is double or BigInteger or bool && (a[0] is double || a[1] is double))
        {
            if (Arithmetic.ToFloat(a[1]) == 0)
                throw PyError.ZeroDivision("float divmod()");
        }

        var quotient = Operations.Binary(machine, BinaryOperator.FloorDivide, a[0], a[1]);
        return new PyTuple([quotient, Operations.Binary(machine, BinaryOperator.Modulo, a[0], a[1])]);
    }

    private static object Pow(Machine machine, object[] a)
    {
        if (a[2] is null or PyNone)
            return Operations.Binary(machine, BinaryOperator.Power, a[0], a[1]);
        if (machine.TryInteger(a[0]) is { } value && machine.TryInteger(a[1]) is { } exponent && machine.TryInteger(a[2]) is { } modulus)
            return ModularPower(machine, value, exponent, modulus);
        throw PyError.Type("pow() 3rd argument not allowed unless all arguments are integers");
    }

    /// <summary>Adds from left to right, as CPython did until 3.12 made sums of floats compensated.</summary>
    private static object Sum(Machine machine, object[] a)
    {
        var total = a[1] ?? BigInteger.Zero;
        if (total is string)
            throw PyError.Type("sum() can't sum strings [use ''.join(seq) instead]");
        foreach (var item in machine.Iterate(a[0]))
            total = Operations.Binary(machine, BinaryOperator.Add, total, item);
        return total;
    }

    private static object Extreme(Machine machine, object[] a, string name, Func<object, object, bool> isBetter)
    {
        var values = ((PyTuple)a[0]).Items;
        if (values.Length == 0)
            throw PyError.Type($"{name} expected at least 1 argument, got 0");
        if (values.Length > 1 && a[2] is not null)
            throw PyError.Type($"Cannot specify a default for {name}() with multiple positional arguments");
        object? best = null;
        object? bestKey = null;
        foreach (var item in values.Length == 1 ? machine.Iterate(values[0]) : values)
        {
            var key = a[1] is null or PyNone ? item : machine.Call(a[1], item);
            if (best is null || isBetter(key, bestKey!))
                (best, bestKey) = (item, key);
        }

        return best ?? a[2] ?? throw PyError.Value($"{name}() arg is an empty sequence");
    }
}
