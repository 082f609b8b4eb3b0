namespace Assistant.Core.Memory;

/// <summary>What became of a fact that was to be kept. A closed family.</summary>
public abstract record Kept
{
    private Kept()
    {
    }

    /// <summary>It was kept.</summary>
    /// <param name="Fact">The fact.</param>
    /// <param name="Superseded">Facts that it took the place of.</param>
    public sealed record Added(Fact Fact, IReadOnlyList<Fact> Superseded) : Kept;

    /// <summary>It was known.</summary>
    public sealed record Known(Fact Fact) : Kept;

    /// <summary>It was not kept.</summary>
    /// <param name="Reason">Why, for the model and the user.</param>
    public sealed record Refused(string Reason) : Kept;
}
