namespace Assistant.Inference.Templates;

/// <summary>Arithmetic with Python's rules; whole numbers beyond 64 bits are refused.</summary>
internal static class TemplateOperators
{
    public static object? Add(object? a, object? b, RenderState state, int line)
    {
        switch (a, b)
        {
            case (string x, string y):
                state.SpendText((long)x.Length + y.Length, line);
                return x + y;
            case (List<object?> x, List<object?> y):
                state.SpendText(16L * (x.Count + y.Count), line);
                return new List<object?>([.. x, .. y]);
            default:
                return Arithmetic("+", a, b, line);
        }
    }

    public static object? Multiply(object? a, object? b, RenderState state, int line) => (a, b) switch
    {
        (string text, long times) => Repeat(text, times, state, line),
        (long times, string text) => Repeat(text, times, state, line),
        _ => Arithmetic("*", a, b, line),
    };

    public static object? Arithmetic(string symbol, object? a, object? b, int line)
    {
        if (!TemplateValues.TryNumber(a, out var x) || !TemplateValues.TryNumber(b, out var y))
            throw new ChatTemplateException($"{TemplateValues.KindOf(a)} {symbol} {TemplateValues.KindOf(b)} has no meaning.", line);
        if (symbol is "/" or "//" or "%" && y == 0) throw new ChatTemplateException("division by zero.", line);
        if (symbol == "/") return x / y;
        if (symbol == "**" && (a is double || b is double || y < 0)) return Math.Pow(x, y);
        try
        {
            if (a is double || b is double)
                return symbol switch { "+" => x + y, "-" => x - y, "*" => x * y, "//" => Math.Floor(x / y), _ => x - (Math.Floor(x / y) * y) };
            var (m, n) = (TemplateValues.Whole(a, line), TemplateValues.Whole(b, line));
            return symbol switch { "+" => checked(m + n), "-" => checked(m - n), "*" => checked(m * n), "//" => FloorDivide(m, n), "%" => checked(m - (FloorDivide(m, n) * n)), _ => Power(m, n) };
        }
        catch (OverflowException e)
        {
            throw new ChatTemplateException("a number is too large.", line, cause: e);
        }
    }

    private static long FloorDivide(long a, long b)
    {
        var quotient = checked(a / b);
        return a % b != 0 && a < 0 != b < 0 ? quotient - 1 : quotient;
    }

    private static long Power(long value, long exponent)
    {
        if (value is 0 or 1) return exponent == 0 ? 1 : value;
        long power = 1;
        for (; exponent > 0; exponent--) power = checked(power * value);
        return power;
    }

    private static string Repeat(string text, long times, RenderState state, int line)
    {
        times = Math.Max(0, times);
        state.SpendText(text.Length == 0 ? 0 : times > int.MaxValue ? long.MaxValue : text.Length * times, line);
        return text.Length == 0 ? "" : string.Concat(Enumerable.Repeat(text, (int)times));
    }
}
