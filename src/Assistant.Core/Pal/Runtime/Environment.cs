using Assistant.Core.Pal.Syntax;

namespace Assistant.Core.Pal.Runtime;

/// <summary>The variables of one call, class body or comprehension, and the environment around it in the program's text.</summary>
internal sealed class Environment(Scope scope, Environment? outer)
{
    public Scope Scope { get; } = scope;

    public Environment? Outer { get; } = outer;

    public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a function that is defined here looks further: class bodies do not count.</summary>
    public Environment? ForClosures => Scope.Kind == ScopeKind.Class ? Outer : this;

    /// <summary>Finds a variable of this environment or one around it; null when it is a global or built-in name.</summary>
    public object? Find(string name)
    {
        for (var at = this; at is not null; at = at.Outer)
        {
            if (at.Values.TryGetValue(name, out var value))
                return value;
            if (at.Scope.Globals.Contains(name))
                return null;
            if (at.Scope.Kind != ScopeKind.Class && at.Scope.Locals.Contains(name))
            {
                throw ReferenceEquals(at, this)
                    ? PyError.Create("UnboundLocalError", $"cannot access local variable '{name}' where it is not associated with a value")
                    : PyError.Name($"cannot access free variable '{name}' where it is not associated with a value in enclosing scope");
            }
        }

        return null;
    }

    /// <summary>The environment that an assignment to a name goes to; null for a global.</summary>
    public Environment? OwnerOf(string name)
    {
        for (var at = this; at is not null; at = at.Outer)
        {
            if (at.Scope.Globals.Contains(name))
                return null;
            if (at.Scope.Kind == ScopeKind.Class || at.Scope.Locals.Contains(name))
                return at;
        }

        return null;
    }
}
