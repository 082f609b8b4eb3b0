using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>How a block ended.</summary>
internal enum Completion
{
    Normal,
    Break,
    Continue,
    Return,
}

/// <summary>One running call. The module's has no environment: its variables are the globals.</summary>
internal sealed class Frame(string name, Environment? environment, PyFunction? function = null)
{
    public string Name { get; } = name;

    public Environment? Environment { get; } = environment;

    public PyFunction? Function { get; } = function;

    public int Line { get; set; }

    public object ReturnValue { get; set; } = PyNone.Value;
}
