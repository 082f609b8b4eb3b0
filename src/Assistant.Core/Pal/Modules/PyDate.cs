using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>A date, or a date and time of day without a zone; in Python a datetime is a date too.</summary>
internal sealed class PyDate(DateTime value, bool hasTime) : PyObject
{
    public DateTime Value { get; } = value;

    public bool HasTime { get; } = hasTime;

    public override PyType Type => HasTime ? DatetimeModule.DateTimeType : DatetimeModule.DateType;

    private long Micros => Value.Ticks % 10_000_000 / 10;

    public override string Repr(Machine machine)
    {
        var text = $"{Value.Year}, {Value.Month}, {Value.Day}";
        if (!HasTime)
            return $"datetime.date({text})";
        text += $", {Value.Hour}, {Value.Minute}";
        if (Value.Second != 0 || Micros != 0)
            text += $", {Value.Second}";
        return $"datetime.datetime({text}{(Micros == 0 ? "" : $", {Micros}")})";
    }

    public override string Str(Machine machine) => IsoFormat(" ");

    public override string? Format(Machine machine, string spec) => spec.Length == 0 ? Str(machine) : DateText.Format(machine, Value, spec);

    public string IsoFormat(string separator)
    {
        var date = Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (!HasTime)
            return date;
        return date + separator + Value.ToString(Micros == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    public override long Hash(Machine machine) => Value.Ticks ^ (HasTime ? 1 : 0);

    public override bool? EqualTo(Machine machine, object other) => other is PyDate date ? HasTime == date.HasTime && Value == date.Value : null;

    public override bool? Order(Machine machine, CompareOperator comparison, object other)
    {
        if (other is not PyDate date)
            return null;
        return HasTime == date.HasTime
            ? Operations.Holds(comparison, Value.CompareTo(date.Value))
            : throw PyError.Type($"can't compare {PyTypes.Of(this).QualifiedName} to {PyTypes.Of(other).QualifiedName}");
    }

    public override object? Binary(Machine machine, BinaryOperator operation, object other, bool reflected) => (operation, other) switch
    {
        (BinaryOperator.Add, PyTimeDelta delta) => Add(delta.Microseconds),
        (BinaryOperator.Subtract, PyTimeDelta delta) when !reflected => Add(HasTime ? -delta.Microseconds : -delta.Parts.Days * PyTimeDelta.MicrosecondsADay),
        (BinaryOperator.Subtract, PyDate date) when date.HasTime == HasTime => PyTimeDelta.Create((Value.Ticks - date.Value.Ticks) / 10),
        _ => null,
    };

    public override object? GetAttribute(Machine machine, string name)
    {
        BigInteger? part = name switch
        {
            "year" => Value.Year,
            "month" => Value.Month,
            "day" => Value.Day,
            "hour" when HasTime => Value.Hour,
            "minute" when HasTime => Value.Minute,
            "second" when HasTime => Value.Second,
            "microsecond" when HasTime => Micros,
            _ => null,
        };
        return part ?? (object?)(name == "tzinfo" && HasTime ? PyNone.Value : null);
    }

    private PyDate Add(BigInteger microseconds)
    {
        if (!HasTime)
            microseconds = Numbers.FloorDivide(microseconds, PyTimeDelta.MicrosecondsADay, out _) * PyTimeDelta.MicrosecondsADay;
        var ticks = Value.Ticks + (microseconds * 10);
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? throw PyError.Overflow("date value out of range") : new PyDate(new DateTime((long)ticks), HasTime);
    }
}
