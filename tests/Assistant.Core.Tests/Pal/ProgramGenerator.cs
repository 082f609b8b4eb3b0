using System.Text;

namespace Assistant.Core.Tests.Pal;

/// <summary>Random programs that end by themselves: statements over typed variables, and calls of the modules with random arguments.</summary>
internal sealed class ProgramGenerator(int seed)
{
    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();
    private ExpressionGenerator expressions = new(new Random(seed));
    private int names;

    public string Next()
    {
        text.Clear();
        names = 0;
        expressions = new ExpressionGenerator(random);
        if (random.Next(5) == 0)
            ModuleProgram();
        else
            Block(random.Next(4, 10), 0, inFunction: false);
        return text.ToString();
    }

    private void Line(int indent, string line) => text.Append(' ', indent * 4).Append(line).Append('\n');

    private string E(char type) => expressions.Of(type, random.Next(1, 4));

    private string Fresh(char type)
    {
        var name = $"{type}{names++}";
        return name;
    }

    private void Block(int count, int indent, bool inFunction)
    {
        for (var i = 0; i < count; i++)
        {
            // Most statements of the module are guarded, so that one error does not hide the rest.
            var guarded = indent == 0 && random.Next(20) > 0;
            if (guarded)
                Line(indent, "try:");
            Statement(guarded ? 1 : indent, inFunction);
            if (guarded)
                Line(indent, "except Exception as e: print('raised', type(e).__name__)");
        }
    }

    private void Statement(int indent, bool inFunction)
    {
        switch (random.Next(indent < 4 ? 22 : 10))
        {
            case 0 or 1 or 2 or 3:
                var type = "ifsldbt"[random.Next(7)];
                var name = Fresh(type);
                Line(indent, $"{name} = {E(type)}");
                Know(type, name, indent);
                break;
            case 4 when expressions.Name('i') is { } counter:
                Line(indent, $"{counter} {expressions.Pick("+=", "-=", "*=", "//=", "%=", "|=")} {E('i')}");
                Line(indent, $"{counter} = {counter} % 1000003");
                break;
            case 5 when expressions.Name('l') is { } list:
                Line(indent, expressions.Pick($"{list}.append({E('i')})", $"{list}[{random.Next(-3, 4)}] = {E('i')}", $"{list}.insert({random.Next(-2, 4)}, {E('i')})", $"print({list}.pop())", $"{list}.sort()", $"del {list}[{random.Next(-2, 3)}]", $"{list}.remove({random.Next(10)})", $"{list}[1:2] = {E('l')}", $"print({list}.index({random.Next(10)}))", $"{list}.extend({E('l')})", $"{list}.reverse()"));
                break;
            case 6 when expressions.Name('d') is { } dictionary:
                Line(indent, expressions.Pick($"{dictionary}[{E('s')}] = {E('i')}", $"print({dictionary}[{E('s')}])", $"{dictionary}.update({E('d')})", $"print({dictionary}.pop('a', None), {dictionary})", $"print(sorted({dictionary}.items()))", $"{dictionary}.setdefault('z', []).append(1)"));
                break;
            case 7:
                Line(indent, expressions.Pick($"{Fresh('x')}, *{Fresh('x')} = {E('l')}", $"{Fresh('x')}, {Fresh('x')} = {E('t')}", $"{Fresh('x')} = {Fresh('x')} = {E('i')}", $"assert {E('b')}, {E('s')}"));
                break;
            case 8 or 9:
                Line(indent, $"print({expressions.Any(3)}, {expressions.Any(2)}{expressions.Pick("", ", sep='|'", ", end=';\\n'")})");
                break;
            case 10 or 11:
                Line(indent, $"if {E('b')}:");
                Block(random.Next(1, 3), indent + 1, inFunction);
                if (random.Next(2) == 0)
                {
                    Line(indent, expressions.Pick("else:", $"elif {E('b')}:"));
                    Block(1, indent + 1, inFunction);
                }

                break;
            case 12 or 13:
                Loop(indent, inFunction);
                break;
            case 14:
                Line(indent, "try:");
                Block(random.Next(1, 3), indent + 1, inFunction);
                Line(indent, $"except {expressions.Pick("ZeroDivisionError", "(ValueError, IndexError)", "Exception", "TypeError", "LookupError", "ArithmeticError")} as e:");
                Line(indent + 1, "print('caught', type(e).__name__)");
                if (random.Next(3) == 0)
                    Line(indent, "else:\n" + new string(' ', (indent + 1) * 4) + "print('fine')");
                if (random.Next(3) == 0)
                    Line(indent, "finally:\n" + new string(' ', (indent + 1) * 4) + "print('done')");
                break;
            case 15 or 16 or 17:
                Function(indent);
                break;
            case 18:
                Class(indent);
                break;
            case 19:
                Line(indent, $"print([y := {E('i')}, y + 1], (z := {E('s')}) + '!')");
                break;
            case 20 when inFunction:
                Line(indent, $"return {expressions.Any(2)}");
                break;
            default:
                Line(indent, $"print({expressions.Any(3)})");
                break;
        }
    }

    /// <summary>Variables of inner blocks may not be set afterwards: they are known most of the time only.</summary>
    private void Know(char type, string name, int indent)
    {
        if (indent <= 1 || random.Next(4) == 0)
            expressions.Know(type, name);
    }

    private void Loop(int indent, bool inFunction)
    {
        var name = Fresh('i');
        if (random.Next(3) == 0)
        {
            // A counter of its own, which no statement changes, so that the loop ends.
            var left = Fresh('w');
            Line(indent, $"{name} = {left} = {random.Next(2, 6)}");
            Line(indent, $"while {left} > 0:");
            Line(indent + 1, $"{left} -= 1");
        }
        else
        {
            Line(indent, $"for {name} in {expressions.Pick($"range({random.Next(1, 6)})", $"{E('l')}[:5]", $"sorted(set({E('l')}))[:4]", $"map(len, {E('s')}[:4])")}:");
        }

        if (random.Next(3) == 0)
            Line(indent + 1, $"if {name} {expressions.Pick("==", ">")} {random.Next(4)}: {expressions.Pick("break", "continue")}");
        expressions.Know('i', name);
        Block(random.Next(1, 3), indent + 1, inFunction);
        if (random.Next(3) == 0)
            Line(indent, "else:\n" + new string(' ', (indent + 1) * 4) + $"print('end', {name})");
    }

    private void Function(int indent)
    {
        var name = $"fn{names++}";
        switch (random.Next(5))
        {
            case 0:
                Line(indent, $"def {name}(n, acc=0):");
                Line(indent + 1, $"return acc if n <= 0 else {name}(n - {random.Next(1, 4)}, acc + n * {random.Next(5)})");
                Line(indent, $"print({name}({random.Next(0, 30)}), {name}({E('i')} % 50, acc={E('i')}))");
                break;
            case 1:
                Line(indent, $"def {name}(*args, key={random.Next(5)}, **kw):");
                Line(indent + 1, "return len(args) + key + sum(kw.values()), args, sorted(kw)");
                Line(indent, $"print({name}({E('i')}, *{E('l')}, {expressions.Pick("key=2", "a=1", "b=3, key=0", "**{'c': 4}")}))");
                break;
            case 2:
                Line(indent, $"def {name}(n):");
                Line(indent + 1, "a, b = 0, 1");
                Line(indent + 1, "for _ in range(n):");
                Line(indent + 2, $"yield a if a % {random.Next(2, 4)} else -a");
                Line(indent + 2, "a, b = b, a + b");
                Line(indent, $"print(list({name}({random.Next(0, 20)})), sum({name}({random.Next(0, 9)})))");
                break;
            case 3:
                Line(indent, $"def {name}(step):");
                Line(indent + 1, $"count = {random.Next(9)}");
                Line(indent + 1, "def inner():");
                Line(indent + 2, $"{expressions.Pick("nonlocal count", "global count", "pass")}");
                Line(indent + 2, "count += step");
                Line(indent + 2, "return count");
                Line(indent + 1, "return inner");
                Line(indent, $"g = {name}({random.Next(1, 5)})");
                Line(indent, "print(g(), g())");
                break;
            default:
                Line(indent, $"def {name}(p, q=2):");
                expressions.Know('i', "p");
                Block(random.Next(1, 3), indent + 1, inFunction: true);
                Line(indent + 1, $"return {expressions.Of('i', 2)}");
                expressions.Forget('i', "p");
                Line(indent, $"print({name}({E('i')}{expressions.Pick("", ", 3", ", q=1", ", 1, 2")}))");
                break;
        }
    }

    private void Class(int indent)
    {
        var name = $"C{names++}";
        Line(indent, $"class {name}:");
        Line(indent + 1, $"total = {random.Next(10)}");
        Line(indent + 1, "def __init__(self, v): self.v = v");
        Line(indent + 1, $"def __repr__(self): return f'{name}({{self.v!r}})'");
        Line(indent + 1, $"def __add__(self, o): return {name}(self.v + o.v)");
        Line(indent + 1, "def __eq__(self, o): return self.v == o.v");
        Line(indent + 1, "def __lt__(self, o): return self.v < o.v");
        Line(indent + 1, "def twice(self): return self.v * 2");
        Line(indent, $"print({name}({E('i')}) + {name}({E('i')}), {name}(1) == {name}({random.Next(3)}), {name}({expressions.Any(1)}).twice(), sorted([{name}(3), {name}({E('i')})]), {name}.total)");
    }

    private void ModuleProgram()
    {
        Line(0, "import math, statistics".Split(',')[0]);
        Line(0, "import statistics");
        Line(0, "from datetime import date, datetime, timedelta, time");
        Line(0, "from fractions import Fraction");
        Line(0, "from decimal import Decimal, getcontext, ROUND_HALF_UP, ROUND_DOWN");
        for (var i = 0; i < 6; i++)
            Line(0, $"try: print({ModuleCall()})\nexcept Exception as e: print('raised', type(e).__name__)");
    }

    private string ModuleCall()
    {
        string I(int low = -30, int high = 200) => $"{random.Next(low, high)}";
        string F() => $"{random.Next(-5000, 5000) / 64.0:R}";
        string Numbers() => "[" + string.Join(", ", Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(2) == 0 ? I() : F())) + "]";
        string Ints() => "[" + string.Join(", ", Enumerable.Range(0, random.Next(1, 8)).Select(_ => I())) + "]";
        string Date() => $"date({I(1900, 2100)}, {I(1, 13)}, {I(1, 30)})";
        string Moment() => $"datetime({I(1900, 2100)}, {I(1, 13)}, {I(1, 30)}, {I(0, 24)}, {I(0, 60)}, {I(0, 60)})";
        string Delta() => $"timedelta({expressions.Pick("days", "hours", "minutes", "weeks", "seconds")}={expressions.Pick(I(), F())})";
        string Fr() => expressions.Pick($"Fraction({I()}, {I(-9, 12)})", $"Fraction('{I()}/{I(1, 50)}')", $"Fraction('{F()}')", $"Fraction({F()})", $"Fraction({I()})");
        string Dec() => expressions.Pick($"Decimal('{F()}')", $"Decimal('{I()}')", $"Decimal({I()})", $"Decimal('{I()}E{I(-9, 9)}')", "Decimal('0.10')", "Decimal('1.005')");
        return random.Next(20) switch
        {
            0 => $"math.{expressions.Pick("floor", "ceil", "trunc", "sqrt", "exp", "log", "log10", "log2", "sin", "cos", "tan", "atan", "degrees", "radians", "fabs", "isnan")}({expressions.Pick(F(), I(), Fr())})",
            1 => $"math.{expressions.Pick("gcd", "lcm", "comb", "perm", "hypot", "pow", "fmod", "copysign", "atan2")}({I(-5, 40)}, {I(-3, 12)})",
            2 => $"math.{expressions.Pick("factorial", "isqrt")}({I(-2, 60)}), math.prod({Ints()}), math.fsum({Numbers()})",
            3 => $"math.isclose({F()}, {F()}, rel_tol=0.{I(1, 9)}), math.log({I(1, 900)}, {I(2, 12)}), math.pi, math.modf({F()}), math.frexp({F()})",
            4 => $"statistics.{expressions.Pick("mean", "median", "mode", "median_low", "median_high", "multimode", "fmean", "harmonic_mean")}({expressions.Pick(Ints(), Numbers(), "[]")})",
            5 => $"statistics.{expressions.Pick("stdev", "variance", "pstdev", "pvariance", "quantiles")}({expressions.Pick(Ints(), Numbers(), $"[{Fr()}, {Fr()}, {Fr()}]")})",
            6 => $"{Date()} {expressions.Pick("+", "-")} {Delta()}, {Date()}.weekday(), {Date()}.isoformat(), {Date()}.toordinal()",
            7 => $"({Date()} - {Date()}).days, {Date()} < {Date()}, {Date()}.replace(day={I(1, 32)}), max({Date()}, {Date()})",
            8 => $"{Moment()} - {Moment()}, {Moment()} + {Delta()}, repr({Moment()})",
            9 => $"{expressions.Pick(Moment(), Date())}.strftime('%Y-%m-%d %H:%M %j %a %A %b %B %y %I %p %U %W %u')",
            10 => $"datetime.strptime('{I(1, 13)}/{I(1, 32)}/{I(1990, 2030)} {I(0, 26)}:30', '%m/%d/%Y %H:%M'), f'{{{Date()}:%d %b %Y}}', {Date()}",
            11 => $"{Delta()} {expressions.Pick("+", "-", "/", "//", "%")} {Delta()}, {Delta()} * {I(-3, 9)}, {Delta()} / {I(0, 9)}, {Delta()}.total_seconds(), repr({Delta()})",
            12 => $"{Fr()} {expressions.Pick("+", "-", "*", "/", "//", "%")} {expressions.Pick(Fr(), I(), F())}, repr({Fr()}), {Fr()} ** {I(-2, 4)}",
            13 => $"{Fr()} {expressions.Pick("<", ">", "==", "<=")} {expressions.Pick(Fr(), I(), F())}, float({Fr()}), round({Fr()}, {I(-1, 4)}), round({Fr()}), int({Fr()}), {Fr()}.limit_denominator({I(1, 30)})",
            14 => $"{Dec()} {expressions.Pick("+", "-", "*", "/", "//", "%")} {expressions.Pick(Dec(), I(), Dec())}, repr({Dec()})",
            15 => $"{Dec()}.quantize(Decimal('{expressions.Pick("0.01", "1", "0.1", "1E+1")}'), rounding={expressions.Pick("ROUND_HALF_UP", "ROUND_DOWN")}), round({Dec()}, {I(-1, 4)}), round({Dec()}), int({Dec()})",
            16 => $"{Dec()}.sqrt(), {Dec()} ** {I(-3, 5)}, {Dec()} {expressions.Pick("<", "==", ">")} {expressions.Pick(Dec(), I(), F())}, {Dec()}.normalize()",
            17 => $"f'{{{Dec()}:.2f}} {{{Dec()}:,}} {{{Dec()}:>12}} {{{Dec()}:.3e}} {{{Dec()}:%}}', sum([{Dec()}, {Dec()}]), abs({Dec()}), -{Dec()}",
            18 => $"{Dec()} {expressions.Pick("+", "*")} {expressions.Pick(F(), Fr())}",
            _ => $"{{{Fr()}, {I(0, 5)}, 0.5}} == set(), hash(0) == 0, time({I(0, 25)}, {I(0, 60)}) , sorted([{Fr()}, {I()}, {F()}])".Replace("hash(0) == 0, ", "", StringComparison.Ordinal),
        };
    }
}
