using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Serving;

/// <summary>The adapters in force at a moment. Immutable and safe from many threads: a request pins one from query embedding to log line.</summary>
public sealed class AdapterSnapshot
{
    private readonly Dictionary<(AdapterDirection Direction, string EncoderId), ServedAdapter> adapters;

    /// <summary>Makes one.</summary>
    /// <param name="adapters">At most one for each direction and encoder.</param>
    /// <exception cref="ArgumentException">Two serve the same direction and encoder.</exception>
    public AdapterSnapshot(IReadOnlyCollection<ServedAdapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        this.adapters = adapters.ToDictionary(adapter => (adapter.Direction, adapter.EncoderId));
        Version = adapters.Count == 0 ? "base" : string.Join('+', adapters.Select(adapter => adapter.Version).Order(StringComparer.Ordinal));
    }

    /// <summary>Nothing learned: every query stays as its encoder gave it.</summary>
    public static AdapterSnapshot Base { get; } = new([]);

    /// <summary>Names the versions in force; <c>base</c> when there are none. Part of answers, logs and cache keys.</summary>
    public string Version { get; }

    /// <summary>The adapters.</summary>
    public IReadOnlyCollection<ServedAdapter> Adapters => adapters.Values;

    /// <summary>Moves a query; where no adapter serves its direction and encoder, gives it back as it is.</summary>
    /// <param name="direction">What is asked with, and what is to be found.</param>
    /// <param name="encoderId">Who made the vector.</param>
    /// <param name="query">L2-normalized, [d].</param>
    /// <returns>L2-normalized, [d].</returns>
    public ReadOnlyMemory<float> Apply(AdapterDirection direction, string encoderId, ReadOnlyMemory<float> query)
    {
        if (!adapters.TryGetValue((direction, encoderId), out var served)) return query;
        var row = new Matrix(1, query.Length);
        query.Span.CopyTo(row[0]);
        return served.Adapter.Apply(row).Values.ToArray();
    }
}

/// <summary>An adapter in force.</summary>
/// <param name="Direction">What it serves.</param>
/// <param name="EncoderId">The encoder whose vectors it moves; it never touches others.</param>
/// <param name="Version">Its name, as in <c>adapters list</c>.</param>
/// <param name="Adapter">The map.</param>
public sealed record ServedAdapter(AdapterDirection Direction, string EncoderId, string Version, IQueryAdapter Adapter);
