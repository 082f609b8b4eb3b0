using System.Numerics;
using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Runtime;

/// <summary>Operators on ints and floats. Sizes of integers are checked before they are computed.</summary>
internal static class Arithmetic
{
    public static object? Unary(Machine machine, UnaryOperator operation, object operand)
    {
        if (Numbers.Integer(operand) is { } integer)
        {
            return operation switch
            {
                UnaryOperator.Minus => -integer,
                UnaryOperator.Plus => integer,
                _ => -integer - 1,
            };
        }

        return operand is double number && operation != UnaryOperator.Invert ? operation == UnaryOperator.Minus ? -number : number : null;
    }

    public static object? Binary(Machine machine, BinaryOperator operation, object left, object right)
    {
        if (left is bool p && right is bool q)
        {
            object? flag = operation switch { BinaryOperator.And => p & q, BinaryOperator.Or => p | q, BinaryOperator.Xor => p ^ q, _ => null };
            if (flag is not null)
                return flag;
        }

        if (Numbers.Integer(left) is { } a && Numbers.Integer(right) is { } b)
            return OfIntegers(machine, operation, a, b);
        return OfFloats(operation, ToFloat(left), ToFloat(right));
    }

    public static object Power(Machine machine, BigInteger value, BigInteger exponent)
    {
        if (exponent.Sign < 0)
            return value.IsZero ? throw PyError.ZeroDivision("0.0 cannot be raised to a negative power") : FloatPower(Numbers.ToDouble(value), Numbers.ToDouble(exponent));
        if (BigInteger.Abs(value) <= 1)
            return value.IsOne || exponent.IsZero ? BigInteger.One : value.IsZero || !exponent.IsEven ? value : -value;
        var bits = (BigInteger.Log(BigInteger.Abs(value)) / Math.Log(2)) * (double)exponent;
        machine.Meter.CheckBits(bits);
        Charge(machine, (long)bits, (long)bits);
        return BigInteger.Pow(value, (int)exponent);
    }

    public static double ToFloat(object value) => value is double number ? number : Numbers.ToDouble(Numbers.Integer(value)!.Value);

    /// <summary>Counts the work of multiplying or dividing integers of so many bits, and their memory.</summary>
    public static void Charge(Machine machine, long leftBits, long rightBits)
    {
        if (leftBits + rightBits < 1024)
            return;
        machine.Meter.Allocate((leftBits + rightBits) / 8);
        machine.Meter.Step((leftBits / 64 + 1) * (rightBits / 64 + 1) / 256);
    }

    private static object? OfIntegers(Machine machine, BinaryOperator operation, BigInteger a, BigInteger b)
    {
        var (x, y) = ((long)a.GetBitLength(), (long)b.GetBitLength());
        if (x + y >= 1024)
        {
            machine.Meter.CheckBits(operation == BinaryOperator.Multiply ? x + y : Math.Max(x, y));
            Charge(machine, x, operation is BinaryOperator.Multiply or BinaryOperator.FloorDivide or BinaryOperator.Modulo or BinaryOperator.Divide ? y : 64);
        }

        switch (operation)
        {
            case BinaryOperator.Add:
                return a + b;
            case BinaryOperator.Subtract:
                return a - b;
            case BinaryOperator.Multiply:
                return a * b;
            case BinaryOperator.Divide:
                return b.IsZero ? throw PyError.ZeroDivision("division by zero") : Divide(a, b);
            case BinaryOperator.FloorDivide:
                return b.IsZero ? throw PyError.ZeroDivision("integer division or modulo by zero") : Numbers.FloorDivide(a, b, out _);
            case BinaryOperator.Modulo:
                if (b.IsZero)
                    throw PyError.ZeroDivision("integer modulo by zero");
                Numbers.FloorDivide(a, b, out var modulo);
                return modulo;
            case BinaryOperator.Power:
                return Power(machine, a, b);
            case BinaryOperator.LeftShift:
                if (b.Sign < 0)
                    throw PyError.Value("negative shift count");
                if (a.IsZero)
                    return a;
                machine.Meter.CheckBits(x + (double)b);
                Charge(machine, x + (long)b, 64);
                return a << (int)b;
            case BinaryOperator.RightShift:
                if (b.Sign < 0)
                    throw PyError.Value("negative shift count");
                return b > x ? (a.Sign < 0 ? BigInteger.MinusOne : BigInteger.Zero) : a >> (int)b;
            case BinaryOperator.And:
                return a & b;
            case BinaryOperator.Or:
                return a | b;
            case BinaryOperator.Xor:
                return a ^ b;
            default:
                return null;
        }
    }

    private static double Divide(BigInteger a, BigInteger b)
    {
        const long exact = 1L << 53;
        return BigInteger.Abs(a) <= exact && BigInteger.Abs(b) <= exact ? (double)(long)a / (long)b : Numbers.Divide(a, b);
    }

    private static object? OfFloats(BinaryOperator operation, double x, double y) => operation switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Subtract => x - y,
        BinaryOperator.Multiply => x * y,
        BinaryOperator.Divide => y == 0 ? throw PyError.ZeroDivision("float division by zero") : x / y,
        BinaryOperator.FloorDivide => y == 0 ? throw PyError.ZeroDivision("float floor division by zero") : DivMod(x, y).Quotient,
        BinaryOperator.Modulo => y == 0 ? throw PyError.ZeroDivision("float modulo") : DivMod(x, y).Modulo,
        BinaryOperator.Power => FloatPower(x, y),
        _ => null,
    };

    /// <summary>CPython's float_divmod: the modulo has the sign of the divisor, the quotient is the nearest integer below.</summary>
    public static (double Quotient, double Modulo) DivMod(double x, double y)
    {
        var modulo = x % y;
        var quotient = (x - modulo) / y;
        if (modulo != 0)
        {
            if (y < 0 != modulo < 0)
            {
                modulo += y;
                quotient -= 1;
            }
        }
        else
        {
            modulo = Math.CopySign(0, y);
        }

        if (quotient == 0)
            return (Math.CopySign(0, x / y), modulo);
        var floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, modulo);
    }

    public static double FloatPower(double x, double y)
    {
        if (x == 0 && y < 0)
            throw PyError.ZeroDivision("0.0 cannot be raised to a negative power");
        if (x < 0 && double.IsFinite(x) && double.IsFinite(y) && y != Math.Floor(y))
            throw PyError.Value("a negative number to a fractional power is complex, and complex numbers are not supported here");
        var result = Math.Pow(x, y);
        return double.IsInfinity(result) && double.IsFinite(x) && double.IsFinite(y) ? throw PyError.Overflow("(34, 'Numerical result out of range')") : result;
    }
}
