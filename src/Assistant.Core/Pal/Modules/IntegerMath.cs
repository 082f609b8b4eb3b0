using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The functions of math that give integers. Sizes are estimated before anything is computed.</summary>
internal static class IntegerMath
{
    public static readonly NativeFunction[] Functions =
    [
        new("floor", "x, /", (machine, a) => Whole(machine, a[0], "__floor__", Math.Floor, (n, d) => Numbers.FloorDivide(n, d, out _))),
        new("ceil", "x, /", (machine, a) => Whole(machine, a[0], "__ceil__", Math.Ceiling, (n, d) => -Numbers.FloorDivide(-n, d, out _))),
        new("trunc", "x, /", (machine, a) => Whole(machine, a[0], "__trunc__", Math.Truncate, BigInteger.Divide)),
        new("gcd", "*integers", (machine, a) => Integers(machine, a).Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor)),
        new("lcm", "*integers", LeastCommonMultiple),
        new("factorial", "n, /", Factorial),
        new("comb", "n, k, /", Combinations),
        new("perm", "n, k?, /", Permutations),
        new("isqrt", "n, /", (machine, a) => SquareRoot(machine, machine.ToInteger(a[0]))),
        new("prod", "iterable, /, *, start?", (machine, a) => machine.Iterate(a[0]).Aggregate(a[1] ?? BigInteger.One, (product, item) => Operations.Binary(machine, BinaryOperator.Multiply, product, item))),
    ];

    public static BigInteger SquareRoot(Machine machine, BigInteger value)
    {
        if (value.Sign < 0)
            throw PyError.Value("isqrt() argument must be nonnegative");
        if (value.IsZero)
            return value;
        var limbs = ((long)value.GetBitLength() / 64) + 1;
        machine.Meter.Step(limbs * limbs / 8);
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    private static object Whole(Machine machine, object value, string method, Func<double, double> ofFloat, Func<BigInteger, BigInteger, BigInteger> ofRatio) => value switch
    {
        double number => Conversions.Truncate(ofFloat(number)),
        IPyReal real => ofRatio(real.Ratio.Numerator, real.Ratio.Denominator),
        PyInstance instance when instance.Type.Find(method) is { } own => machine.Call(own, instance),
        _ => machine.TryInteger(value) ?? throw PyError.Type($"must be real number, not {PyTypes.Of(value).Name}"),
    };

    private static IEnumerable<BigInteger> Integers(Machine machine, object[] a) => ((PyTuple)a[0]).Items.Select(item =>
    {
        var value = machine.ToInteger(item);
        Arithmetic.Charge(machine, (long)value.GetBitLength() * 4, (long)value.GetBitLength());
        return value;
    });

    private static object LeastCommonMultiple(Machine machine, object[] a)
    {
        var multiple = BigInteger.One;
        foreach (var value in Integers(machine, a))
        {
            if (value.IsZero)
                return BigInteger.Zero;
            Arithmetic.Charge(machine, (long)multiple.GetBitLength() * 4, (long)value.GetBitLength() + 64);
            machine.Meter.CheckBits((double)multiple.GetBitLength() + value.GetBitLength());
            multiple = BigInteger.Abs(multiple / BigInteger.GreatestCommonDivisor(multiple, value) * value);
        }

        return multiple;
    }

    private static object Factorial(Machine machine, object[] a)
    {
        if (a[0] is double)
            throw PyError.Type("'float' object cannot be interpreted as an integer");
        var n = machine.ToInteger(a[0]);
        if (n.Sign < 0)
            throw PyError.Value("factorial() not defined for negative values");
        var count = (double)n;
        machine.Meter.CheckBits(count < 2 ? 1 : (count * Math.Log2(count / Math.E)) + Math.Log2(count));
        return Product(machine, 1, n);
    }

    private static object Permutations(Machine machine, object[] a)
    {
        var n = machine.ToInteger(a[0]);
        var k = a[1] is null or PyNone ? n : machine.ToInteger(a[1]);
        if (n.Sign < 0 || k.Sign < 0)
            throw PyError.Value($"{(n.Sign < 0 ? "n" : "k")} must be a non-negative integer");
        if (k > n)
            return BigInteger.Zero;
        machine.Meter.CheckBits((double)k * Math.Max(1, BigInteger.Log(BigInteger.Max(n, 1)) / Math.Log(2)) / 1.45);
        return Product(machine, n - k + 1, n);
    }

    private static object Combinations(Machine machine, object[] a)
    {
        var (n, k) = (machine.ToInteger(a[0]), machine.ToInteger(a[1]));
        if (n.Sign < 0 || k.Sign < 0)
            throw PyError.Value($"{(n.Sign < 0 ? "n" : "k")} must be a non-negative integer");
        if (k > n)
            return BigInteger.Zero;
        k = BigInteger.Min(k, n - k);
        machine.Meter.CheckBits((double)k * Math.Max(1, BigInteger.Log(BigInteger.Max(n, 1)) / Math.Log(2)) / 2);
        var result = BigInteger.One;
        for (BigInteger i = 1; i <= k; i++)
        {
            machine.Meter.Step(1 + ((long)result.GetBitLength() / 64));
            result = result * (n - k + i) / i;
        }

        return result;
    }

    /// <summary>The product of a run of integers, halved until the pieces are small, so that the large multiplications are few.</summary>
    private static BigInteger Product(Machine machine, BigInteger from, BigInteger to)
    {
        machine.Meter.Step();
        if (from > to)
            return BigInteger.One;
        if (to - from < 8)
        {
            var product = from;
            for (var i = from + 1; i <= to; i++)
                product *= i;
            return product;
        }

        var middle = (from + to) / 2;
        var (left, right) = (Product(machine, from, middle), Product(machine, middle + 1, to));
        Arithmetic.Charge(machine, (long)left.GetBitLength(), (long)right.GetBitLength());
        return left * right;
    }
}
