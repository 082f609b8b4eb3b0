using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>Leaves queries as the frozen encoder gave them: the fallback and the kill switch.</summary>
public sealed class IdentityAdapter : IQueryAdapter
{
    /// <summary>The only one.</summary>
    public static IdentityAdapter Instance { get; } = new();

    private IdentityAdapter()
    {
    }

    /// <inheritdoc/>
    public Matrix Apply(Matrix queries) => queries;
}
