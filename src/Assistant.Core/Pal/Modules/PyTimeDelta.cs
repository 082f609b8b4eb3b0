using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>A duration in microseconds.</summary>
internal sealed class PyTimeDelta : PyObject, IPyMagnitude
{
    public const long MicrosecondsADay = 86_400_000_000;
    private static readonly BigInteger Limit = new BigInteger(1_000_000_000) * MicrosecondsADay;

    private PyTimeDelta(BigInteger microseconds) => Microseconds = microseconds;

    public BigInteger Microseconds { get; }

    public override PyType Type => DatetimeModule.TimeDeltaType;

    public static PyTimeDelta Create(BigInteger microseconds) => microseconds >= Limit || microseconds <= -Limit
        ? throw PyError.Overflow($"days={Numbers.FloorDivide(microseconds, MicrosecondsADay, out _)}; must have magnitude <= 999999999")
        : new PyTimeDelta(microseconds);

    public (BigInteger Days, long Seconds, long Micros) Parts
    {
        get
        {
            var days = Numbers.FloorDivide(Microseconds, MicrosecondsADay, out var rest);
            return (days, (long)rest / 1_000_000, (long)rest % 1_000_000);
        }
    }

    public override bool IsTrue(Machine machine) => !Microseconds.IsZero;

    public override string Repr(Machine machine)
    {
        var (days, seconds, micros) = Parts;
        List<string> parts = [];
        if (!days.IsZero)
            parts.Add($"days={days}");
        if (seconds != 0)
            parts.Add($"seconds={seconds}");
        if (micros != 0)
            parts.Add($"microseconds={micros}");
        return $"datetime.timedelta({(parts.Count == 0 ? "0" : string.Join(", ", parts))})";
    }

    public override string Str(Machine machine)
    {
        var (days, seconds, micros) = Parts;
        var clock = $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}{(micros == 0 ? "" : $".{micros:000000}")}";
        return days.IsZero ? clock : $"{days} day{(BigInteger.Abs(days).IsOne ? "" : "s")}, {clock}";
    }

    public override long Hash(Machine machine) => Numbers.Hash(Microseconds);

    public override bool? EqualTo(Machine machine, object other) => other is PyTimeDelta delta ? Microseconds == delta.Microseconds : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyTimeDelta delta ? Operations.Holds(comparison, Microseconds.CompareTo(delta.Microseconds)) : null;

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected)
    {
        if (other is PyTimeDelta delta)
        {
            return operation switch
            {
                BinaryOperator.Add => Create(Microseconds + delta.Microseconds),
                BinaryOperator.Subtract => Create(Microseconds - delta.Microseconds),
                BinaryOperator.Divide => Numbers.Divide(Microseconds, NotZero(delta.Microseconds)),
                BinaryOperator.FloorDivide => Numbers.FloorDivide(Microseconds, NotZero(delta.Microseconds), out _),
                BinaryOperator.Modulo => Modulo(NotZero(delta.Microseconds)),
                _ => null,
            };
        }

        if (operation == BinaryOperator.Multiply && Rationals.Of(other) is { } factor && other is not PyDecimal and not PyFraction)
            return Create(Numbers.RoundedDivide(Microseconds * factor.Numerator, factor.Denominator));
        if (reflected)
            return null;
        return operation switch
        {
            BinaryOperator.Divide when other is double or BigInteger or bool => Divide(Rationals.Of(other) ?? (BigInteger.One, BigInteger.Zero)),
            BinaryOperator.FloorDivide when Numbers.Integer(other) is { } divisor => Create(Numbers.FloorDivide(Microseconds, NotZero(divisor), out _)),
            _ => null,
        };
    }

    public override object? Unary(Machine machine, UnaryOperator operation) => operation switch
    {
        UnaryOperator.Minus => Create(-Microseconds),
        UnaryOperator.Plus => this,
        _ => null,
    };

    public object Abs(Machine machine) => Create(BigInteger.Abs(Microseconds));

    public override object? GetAttribute(Machine machine, string name) => name switch
    {
        "days" => Parts.Days,
        "seconds" => new BigInteger(Parts.Seconds),
        "microseconds" => new BigInteger(Parts.Micros),
        _ => null,
    };

    private static BigInteger NotZero(BigInteger value) => value.IsZero ? throw PyError.ZeroDivision("integer division or modulo by zero") : value;

    private PyTimeDelta Divide((BigInteger Numerator, BigInteger Denominator) divisor)
    {
        var (n, d) = (Microseconds * divisor.Denominator, NotZero(divisor.Numerator));
        return Create(d.Sign < 0 ? Numbers.RoundedDivide(-n, -d) : Numbers.RoundedDivide(n, d));
    }

    private PyTimeDelta Modulo(BigInteger divisor)
    {
        Numbers.FloorDivide(Microseconds, divisor, out var modulo);
        return Create(modulo);
    }
}
