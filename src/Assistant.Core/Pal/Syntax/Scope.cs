namespace Assistant.Core.Pal.Syntax;

internal enum ScopeKind
{
    Module,
    Function,
    Class,
    Comprehension,
}

/// <summary>The names that a function, class body or comprehension binds, and those that it declares global or nonlocal.</summary>
internal sealed class Scope(ScopeKind kind)
{
    public ScopeKind Kind { get; } = kind;

    public HashSet<string> Locals { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Globals { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Nonlocals { get; } = new(StringComparer.Ordinal);

    /// <summary>How many yields stand in it; a function with one is a generator.</summary>
    public int YieldCount { get; set; }

    /// <summary>Whether the innermost loop is inside this scope, for break and continue.</summary>
    public int LoopDepth { get; set; }

    public void Bind(string name)
    {
        if (!Globals.Contains(name) && !Nonlocals.Contains(name))
            Locals.Add(name);
    }
}
