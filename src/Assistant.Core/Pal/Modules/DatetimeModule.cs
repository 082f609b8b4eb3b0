using System.Globalization;
using System.Numerics;
using Assistant.Core.Pal.Formatting;
using Assistant.Core.Pal.Runtime;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Modules;

/// <summary>The datetime module, without time zones.</summary>
internal static class DatetimeModule
{
    private static readonly ParameterList DateParameters = ParameterList.Parse("date", "year, month, day");
    private static readonly ParameterList DateTimeParameters = ParameterList.Parse("datetime", "year, month, day, hour?, minute?, second?, microsecond?");
    private static readonly ParameterList TimeParameters = ParameterList.Parse("time", "hour?, minute?, second?, microsecond?");
    private static readonly ParameterList DeltaParameters = ParameterList.Parse("timedelta", "days?, seconds?, microseconds?, milliseconds?, minutes?, hours?, weeks?");

    private static readonly string[] DeltaNames = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];

    /// <summary>Microseconds in a unit of each parameter of timedelta.</summary>
    private static readonly long[] Units = [86_400_000_000, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 604_800_000_000];

    public static PyType DateType { get; } = Named("date", PyTypes.Object, (machine, arguments) =>
    {
        var a = DateParameters.Bind(machine, arguments);
        return new PyDate(Day(machine, a), false);
    });

    public static PyType DateTimeType { get; } = Named("datetime", DateType, (machine, arguments) =>
    {
        var a = DateTimeParameters.Bind(machine, arguments);
        return new PyDate(Day(machine, a).Add(Clock(machine, a.AsSpan(3)).ToTimeSpan()), true);
    });

    public static PyType TimeType { get; } = Named("time", PyTypes.Object, (machine, arguments) => new PyTime(Clock(machine, TimeParameters.Bind(machine, arguments))));

    public static PyType TimeDeltaType { get; } = Named("timedelta", PyTypes.Object, Delta);

    public static PyModule Module { get; } = Build();

    private static PyType Named(string name, PyType parent, Func<Machine, Arguments, object> construct)
    {
        var type = new PyType(name, parent, construct);
        type.Members[PyTypes.ModuleKey] = "datetime";
        return type;
    }

    private static PyModule Build()
    {
        DateType.Define(
        [
            new("weekday", "self", (_, a) => new BigInteger(((int)Date(a).DayOfWeek + 6) % 7)),
            new("isoweekday", "self", (_, a) => new BigInteger(((int)Date(a).DayOfWeek + 6) % 7 + 1)),
            new("toordinal", "self", (_, a) => new BigInteger((Date(a) - DateTime.MinValue).Days + 1)),
            new("isocalendar", "self", (_, a) => new PyTuple([new BigInteger(ISOWeek.GetYear(Date(a))), new BigInteger(ISOWeek.GetWeekOfYear(Date(a))), new BigInteger(((int)Date(a).DayOfWeek + 6) % 7 + 1)])),
            new("isoformat", "self, sep?", (_, a) => ((PyDate)a[0]).IsoFormat(a[1] as string ?? "T")),
            new("ctime", "self", (machine, a) => DateText.Format(machine, Date(a), "%c")),
            new("strftime", "self, format, /", (machine, a) => DateText.Format(machine, Date(a), Text(a[1]))),
            new("replace", "self, year?, month?, day?, hour?, minute?, second?, microsecond?", Replace),
        ]);
        Static(DateType, "today", "", (machine, _) => new PyDate(machine.Time.GetLocalNow().Date, false));
        Static(DateType, "fromisoformat", "date_string, /", (_, a) => DateTime.TryParseExact(Text(a[0]), ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new PyDate(date, false)
            : throw PyError.Value($"Invalid isoformat string: {TextRepr.Quote(Text(a[0]))}"));
        Static(DateType, "fromordinal", "ordinal, /", (machine, a) => new PyDate(Ordinal(machine, a[0]), false));
        Bounds(DateType, new PyDate(DateTime.MinValue, false), new PyDate(DateTime.MaxValue.Date, false), PyTimeDelta.Create(PyTimeDelta.MicrosecondsADay));

        DateTimeType.Define(
        [
            new("date", "self", (_, a) => new PyDate(Date(a).Date, false)),
            new("time", "self", (_, a) => new PyTime(TimeOnly.FromDateTime(Date(a)))),
        ]);
        Static(DateTimeType, "now", "", (machine, _) => Now(machine));
        Static(DateTimeType, "today", "", (machine, _) => Now(machine));
        Static(DateTimeType, "strptime", "date_string, format, /", (_, a) => new PyDate(DateText.Parse(Text(a[0]), Text(a[1])), true));
        Static(DateTimeType, "fromisoformat", "date_string, /", (_, a) => new PyDate(FromIso(Text(a[0])), true));
        Static(DateTimeType, "fromordinal", "ordinal, /", (machine, a) => new PyDate(Ordinal(machine, a[0]), true));
        Static(DateTimeType, "combine", "date, time, /", (_, a) => new PyDate(Date(a).Date.Add(((a[1] as PyTime) ?? throw PyError.Type("combine() argument 2 must be datetime.time")).Value.ToTimeSpan()), true));
        Bounds(DateTimeType, new PyDate(DateTime.MinValue, true), new PyDate(new DateTime(DateTime.MaxValue.Ticks / 10 * 10), true), PyTimeDelta.Create(1));

        TimeType.Define(
        [
            new("isoformat", "self", (machine, a) => machine.Str(a[0])),
            new("strftime", "self, format, /", (machine, a) => machine.Format(a[0], Text(a[1]))),
            new("replace", "self, hour?, minute?, second?, microsecond?", ReplaceTime),
        ]);
        Static(TimeType, "fromisoformat", "time_string, /", (_, a) => TimeOnly.TryParseExact(Text(a[0]), ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new PyTime(time)
            : throw PyError.Value($"Invalid isoformat string: {TextRepr.Quote(Text(a[0]))}"));

        TimeDeltaType.Define([new("total_seconds", "self", (_, a) => Numbers.Divide(Self<PyTimeDelta>(a).Microseconds, 1_000_000))]);
        var most = PyTimeDelta.Create((new BigInteger(1_000_000_000) * PyTimeDelta.MicrosecondsADay) - 1);
        Bounds(TimeDeltaType, PyTimeDelta.Create(-new BigInteger(999_999_999) * PyTimeDelta.MicrosecondsADay), most, PyTimeDelta.Create(1));
        return new PyModule("datetime", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["date"] = DateType,
            ["datetime"] = DateTimeType,
            ["time"] = TimeType,
            ["timedelta"] = TimeDeltaType,
            ["MINYEAR"] = BigInteger.One,
            ["MAXYEAR"] = new BigInteger(9999),
        });
    }

    private static void Static(PyType type, string name, string signature, Func<Machine, object[], object> body) =>
        type.Members[name] = new PyStaticMethod(new NativeFunction(name, signature, body));

    private static void Bounds(PyType type, object least, object most, object resolution) =>
        (type.Members["min"], type.Members["max"], type.Members["resolution"]) = (least, most, resolution);

    private static string Text(object value) => value as string ?? throw PyError.Type($"argument must be str, not {PyTypes.Of(value).Name}");

    private static DateTime Date(object[] a) => Self<PyDate>(a).Value;

    private static T Self<T>(object[] a)
        where T : PyObject =>
        a[0] as T ?? throw PyError.Type($"descriptor requires another type of object than '{PyTypes.Of(a[0]).Name}'");

    private static PyDate Now(Machine machine)
    {
        var now = machine.Time.GetLocalNow().DateTime;
        return new PyDate(new DateTime(now.Ticks / 10 * 10), true);
    }

    private static DateTime Ordinal(Machine machine, object value)
    {
        var ordinal = machine.ToSize(value);
        return ordinal is < 1 or > 3_652_059 ? throw PyError.Value("ordinal must be >= 1 and in range") : DateTime.MinValue.AddDays(ordinal - 1);
    }

    private static DateTime Day(Machine machine, object?[] a)
    {
        var (year, month, day) = (machine.ToSize(a[0]!), machine.ToSize(a[1]!), machine.ToSize(a[2]!));
        if (year is < 1 or > 9999)
            throw PyError.Value($"year {year} is out of range");
        if (month is < 1 or > 12)
            throw PyError.Value("month must be in 1..12");
        return day < 1 || day > DateTime.DaysInMonth(year, month) ? throw PyError.Value("day is out of range for month") : new DateTime(year, month, day);
    }

    private static TimeOnly Clock(Machine machine, ReadOnlySpan<object?> a)
    {
        var hour = Part(machine, a[0], 23, "hour");
        var minute = Part(machine, a[1], 59, "minute");
        var second = Part(machine, a[2], 59, "second");
        return new TimeOnly(hour, minute, second).Add(TimeSpan.FromTicks(Part(machine, a[3], 999_999, "microsecond") * 10L));
    }

    private static int Part(Machine machine, object? value, int most, string name)
    {
        var part = value is null ? 0 : machine.ToSize(value);
        return part >= 0 && part <= most ? part : throw PyError.Value($"{name} must be in 0..{most}");
    }

    private static PyTimeDelta Delta(Machine machine, Arguments arguments)
    {
        var a = DeltaParameters.Bind(machine, arguments);
        var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] is null)
                continue;
            if (a[i] is PyDecimal or PyFraction || Rationals.Of(a[i]!) is not { } part)
                throw a[i] is double ? PyError.Value("cannot convert float NaN or infinity to integer") : PyError.Type($"unsupported type for timedelta {DeltaNames[i]} component: {PyTypes.Of(a[i]!).Name}");
            numerator = (numerator * part.Denominator) + (part.Numerator * Units[i] * denominator);
            denominator *= part.Denominator;
        }

        return PyTimeDelta.Create(Numbers.RoundedDivide(numerator, denominator));
    }

    private static object Replace(Machine machine, object[] a)
    {
        var date = Self<PyDate>(a);
        var v = date.Value;
        var micros = v.Ticks % 10_000_000 / 10;
        object?[] day = [a[1] ?? new BigInteger(v.Year), a[2] ?? new BigInteger(v.Month), a[3] ?? new BigInteger(v.Day)];
        if (!date.HasTime)
            return a[4] is null && a[5] is null && a[6] is null && a[7] is null ? new PyDate(Day(machine, day), false) : throw PyError.Type("replace() got an unexpected keyword argument for a date");
        object?[] clock = [a[4] ?? new BigInteger(v.Hour), a[5] ?? new BigInteger(v.Minute), a[6] ?? new BigInteger(v.Second), a[7] ?? new BigInteger(micros)];
        return new PyDate(Day(machine, day).Add(Clock(machine, clock).ToTimeSpan()), true);
    }

    private static object ReplaceTime(Machine machine, object[] a)
    {
        var v = Self<PyTime>(a).Value;
        return new PyTime(Clock(machine, [a[1] ?? new BigInteger(v.Hour), a[2] ?? new BigInteger(v.Minute), a[3] ?? new BigInteger(v.Second), a[4] ?? new BigInteger(v.Ticks % 10_000_000 / 10)]));
    }

    private static DateTime FromIso(string text) => DateTime.TryParseExact(
        text,
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out var value)
        ? value
        : throw PyError.Value($"Invalid isoformat string: {TextRepr.Quote(text)}");
}
