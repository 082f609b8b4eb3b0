namespace Assistant.Inference.Templates;

/// <summary>Functions that every template has.</summary>
internal static class TemplateGlobals
{
    private const int LongestRange = 100_000;

    public static void AddTo(TemplateScope scope)
    {
        scope["raise_exception"] = (TemplateFunction)((state, a) => throw new ChatTemplateException(TemplateValues.Text(a.Required(0, "message"), state, a.Line), a.Line, isRefusal: true));
        scope["strftime_now"] = (TemplateFunction)((state, a) => TemplateStrings.Time(a.Text(0, "format"), state.Clock.GetLocalNow(), a.Line));
        scope["namespace"] = (TemplateFunction)((_, a) =>
        {
            var space = new TemplateNamespace();
            foreach (var (name, value) in a.Positional is [OrderedDictionary<string, object?> first] ? first.Concat(a.Named) : a.Named) space.Values[name] = value;
            return space;
        });
        scope["dict"] = (TemplateFunction)((_, a) =>
        {
            var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (name, value) in a.Positional is [OrderedDictionary<string, object?> first] ? first.Concat(a.Named) : a.Named) map[name] = value;
            return map;
        });
        scope["range"] = (TemplateFunction)((state, a) =>
        {
            var (start, stop) = a.Positional.Count > 1 ? (a.Whole(0, "start", 0), a.Whole(1, "stop", 0)) : (0, TemplateValues.Whole(a.Required(0, "stop"), a.Line));
            var step = a.Whole(2, "step", 1);
            if (step == 0) throw new ChatTemplateException("the step of a range cannot be 0.", a.Line);
            List<object?> numbers = [];
            for (var i = start; step > 0 ? i < stop : i > stop; i += step)
            {
                if (numbers.Count == LongestRange) throw new ChatTemplateException($"a range has at most {LongestRange} numbers.", a.Line);
                numbers.Add(i);
            }

            state.Spend(numbers.Count, a.Line);
            return numbers;
        });
    }
}
