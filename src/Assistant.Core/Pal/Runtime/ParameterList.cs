using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal readonly record struct ParameterSlot(string Name, ParameterKind Kind, bool IsOptional);

/// <summary>Binds the arguments of a call to parameters, with Python's messages when they do not fit.</summary>
internal sealed class ParameterList(string function, ParameterSlot[] slots)
{
    private readonly int positional = slots.Count(slot => slot.Kind is ParameterKind.PositionalOnly or ParameterKind.Positional);
    private readonly int variadic = Array.FindIndex(slots, slot => slot.Kind == ParameterKind.Variadic);
    private readonly int keywordVariadic = Array.FindIndex(slots, slot => slot.Kind == ParameterKind.KeywordVariadic);

    /// <summary>Reads a signature such as <c>iterable, /, *, key?, reverse?</c>.</summary>
    public static ParameterList Parse(string function, string signature)
    {
        var slots = new List<ParameterSlot>();
        var keywordOnly = false;
        foreach (var part in signature.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "/":
                    slots = slots.ConvertAll(slot => slot with { Kind = ParameterKind.PositionalOnly });
                    break;
                case "*":
                    keywordOnly = true;
                    break;
                case ['*', '*', ..]:
                    slots.Add(new ParameterSlot(part[2..], ParameterKind.KeywordVariadic, true));
                    break;
                case ['*', ..]:
                    slots.Add(new ParameterSlot(part[1..], ParameterKind.Variadic, true));
                    keywordOnly = true;
                    break;
                default:
                    slots.Add(new ParameterSlot(part.TrimEnd('?'), keywordOnly ? ParameterKind.KeywordOnly : ParameterKind.Positional, part.EndsWith('?')));
                    break;
            }
        }

        return new ParameterList(function, [.. slots]);
    }

    /// <summary>A value for each slot; null for an optional one that was not given.</summary>
    public object?[] Bind(Machine machine, Arguments arguments)
    {
        var values = new object?[slots.Length];
        var given = arguments.Positional;
        var taken = Math.Min(given.Length, positional);
        for (var (slot, next) = (0, 0); next < taken; slot++)
        {
            if (slots[slot].Kind is ParameterKind.PositionalOnly or ParameterKind.Positional)
                values[slot] = given[next++];
        }

        if (variadic >= 0)
            values[variadic] = new PyTuple(given[taken..]);
        else if (given.Length > positional)
            throw TooMany(given.Length);
        var rest = keywordVariadic >= 0 ? new PyDictionary(machine) : null;
        if (rest is not null)
            values[keywordVariadic] = rest;
        foreach (var (name, value) in arguments.Named)
            BindNamed(values, rest, name, value);
        CheckMissing(values);
        return values;
    }

    private void BindNamed(object?[] values, PyDictionary? rest, string name, object value)
    {
        var slot = Array.FindIndex(slots, slot => slot.Name == name && slot.Kind is ParameterKind.Positional or ParameterKind.KeywordOnly && slot.Name == name);
        if (slot >= 0)
        {
            if (values[slot] is not null)
                throw PyError.Type($"{function}() got multiple values for argument '{name}'");
            values[slot] = value;
        }
        else if (rest is not null)
        {
            rest.Set(name, value);
        }
        else if (Array.Exists(slots, candidate => candidate.Name == name && candidate.Kind == ParameterKind.PositionalOnly))
        {
            throw PyError.Type($"{function}() got some positional-only arguments passed as keyword arguments: '{name}'");
        }
        else
        {
            throw PyError.Type($"{function}() got an unexpected keyword argument '{name}'");
        }
    }

    private void CheckMissing(object?[] values)
    {
        List<string>? missing = null;
        for (var i = 0; i < slots.Length; i++)
        {
            if (values[i] is null && !slots[i].IsOptional && (missing is null || slots[i].Kind != ParameterKind.KeywordOnly))
                (missing ??= []).Add($"'{slots[i].Name}'");
        }

        if (missing is null)
            return;
        var kind = Array.Exists(slots, slot => $"'{slot.Name}'" == missing[0] && slot.Kind == ParameterKind.KeywordOnly) ? "keyword-only" : "positional";
        var names = missing.Count switch
        {
            1 => missing[0],
            2 => $"{missing[0]} and {missing[1]}",
            _ => string.Join(", ", missing[..^1]) + $", and {missing[^1]}",
        };
        throw PyError.Type($"{function}() missing {missing.Count} required {kind} argument{(missing.Count == 1 ? "" : "s")}: {names}");
    }

    private PalException TooMany(int given)
    {
        var required = slots.Count(slot => slot.Kind is ParameterKind.PositionalOnly or ParameterKind.Positional && !slot.IsOptional);
        var takes = required == positional ? $"{positional}" : $"from {required} to {positional}";
        return PyError.Type($"{function}() takes {takes} positional argument{(positional == 1 && required == positional ? "" : "s")} but {given} {(given == 1 ? "was" : "were")} given");
    }
}
