using System.Text;

namespace Assistant.Inference.Templates;

/// <summary>Variables, output and what is left of the budget of one rendering. A template is a stranger's program: every step and every character made is paid for.</summary>
internal sealed class RenderState(TimeProvider clock)
{
    /// <summary>Evaluations plus characters and items made; a conversation of 1,000 messages takes about a hundredth.</summary>
    private const int MostSteps = 50_000_000;
    private const int MostCharacters = 16 << 20;
    private const int DeepestCalls = 64;
    private int steps;
    private int calls;

    public TimeProvider Clock { get; } = clock;

    public TemplateScope Scope { get; set; } = new(null);

    public StringBuilder Output { get; set; } = new();

    /// <summary>Pays for work.</summary>
    public void Spend(int amount, int line)
    {
        steps += amount;
        if (steps is < 0 or > MostSteps) throw new ChatTemplateException($"the template takes more than {MostSteps} steps.", line);
    }

    /// <summary>Pays for a text of this length before it is made.</summary>
    public void SpendText(long length, int line)
    {
        if (length > MostCharacters) throw new ChatTemplateException($"the template makes a text of more than {MostCharacters} characters.", line);
        Spend((int)length / 16 + 1, line);
    }

    public void Write(string text, int line)
    {
        SpendText((long)Output.Length + text.Length > MostCharacters ? long.MaxValue : text.Length, line);
        Output.Append(text);
    }

    /// <summary>Runs what writes into a text of its own, in a scope of its own.</summary>
    public string Capture(TemplateScope scope, Action body, int line)
    {
        if (++calls > DeepestCalls) throw new ChatTemplateException($"macros call each other more than {DeepestCalls} deep.", line);
        var (outer, output) = (Scope, Output);
        (Scope, Output) = (scope, new StringBuilder());
        try
        {
            body();
            return Output.ToString();
        }
        finally
        {
            (Scope, Output) = (outer, output);
            calls--;
        }
    }
}

/// <summary>Variables of a loop's turn, a macro's call or the whole template.</summary>
internal sealed class TemplateScope(TemplateScope? parent)
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                if (scope.values.TryGetValue(name, out var value)) return value;
            }

            return new Undefined(name);
        }
        set => values[name] = value;
    }

    private TemplateScope? Parent { get; } = parent;
}
