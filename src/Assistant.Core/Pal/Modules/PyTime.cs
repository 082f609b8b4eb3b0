using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>A time of day.</summary>
internal sealed class PyTime(TimeOnly value) : PyObject
{
    public TimeOnly Value { get; } = value;

    public override PyType Type => DatetimeModule.TimeType;

    private long Micros => Value.Ticks % 10_000_000 / 10;

    public override bool IsTrue(Machine machine) => true;

    public override string Repr(Machine machine) =>
        $"datetime.time({Value.Hour}, {Value.Minute}{(Value.Second != 0 || Micros != 0 ? $", {Value.Second}" : "")}{(Micros == 0 ? "" : $", {Micros}")})";

    public override string Str(Machine machine) => Value.ToString(Micros == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public override string? Format(Machine machine, string spec) => spec.Length == 0 ? Str(machine) : DateText.Format(machine, new DateTime(1900, 1, 1).Add(Value.ToTimeSpan()), spec);

    public override long Hash(Machine machine) => Value.Ticks;

    public override bool? EqualTo(Machine machine, object other) => other is PyTime time ? Value == time.Value : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other) =>
        other is PyTime time ? Operations.Holds(comparison, Value.CompareTo(time.Value)) : null;

    public override object? GetAttribute(Machine machine, string name) => name switch
    {
        "hour" => new BigInteger(Value.Hour),
        "minute" => new BigInteger(Value.Minute),
        "second" => new BigInteger(Value.Second),
        "microsecond" => new BigInteger(Micros),
        "tzinfo" => PyNone.Value,
        _ => null,
    };
}
