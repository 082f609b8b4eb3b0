namespace Assistant.Index.Dense;

/// <summary>A way to search.</summary>
public enum DenseSearchPath
{
    /// <summary>The cheaper one by the measured costs, see <see cref="DenseSearchRule"/>.</summary>
    Automatic,

    /// <summary>Every row that may be returned is scored.</summary>
    Exact,

    /// <summary>The graph is walked; without a graph this is an error.</summary>
    Graph,
}
