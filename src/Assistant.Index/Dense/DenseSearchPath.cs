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

    /// <summary>Rows are selected by Hamming distance before they are scored; without bits this is an error. Never chosen by itself.</summary>
    Binary,
}
