using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>
/// Moves queries of known domains and lets all others pass as they are: scale 0 outside what was learned (MoE-Adapters4CL, Yu et al. 2024).
/// With an expert for each domain, the two nearest are mixed; with one for all, the router only decides whether it is asked.
/// </summary>
public sealed class RoutedAdapter : IQueryAdapter
{
    /// <summary>Makes one.</summary>
    /// <param name="router">Which domains there are; not changed any more.</param>
    /// <param name="experts">One for each domain in the router's order, or one for all.</param>
    /// <exception cref="ArgumentException">There are neither one nor as many experts as domains.</exception>
    public RoutedAdapter(DomainRouter router, IReadOnlyList<IQueryAdapter> experts)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(experts);
        if (experts.Count != 1 && experts.Count != router.Count) throw new ArgumentException($"{router.Count} domains need one expert, or one each, not {experts.Count}.", nameof(experts));
        (Router, Experts) = (router, experts);
    }

    /// <summary>Which domains there are.</summary>
    public DomainRouter Router { get; }

    /// <summary>One for each domain, or one for all.</summary>
    public IReadOnlyList<IQueryAdapter> Experts { get; }

    /// <summary>Whether a query, [d], is of no known domain and stays as it is.</summary>
    public bool Bypasses(ReadOnlySpan<float> query) => Router.Route(query, bypass: true).Count == 0;

    /// <inheritdoc/>
    public Matrix Apply(Matrix queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var moved = queries.Copy();
        for (var i = 0; i < queries.Rows; i++)
        {
            var routes = Router.Route(queries[i], bypass: true);
            if (routes.Count == 0) continue;
            var one = queries.Gather([i]);
            if (Experts.Count == 1)
            {
                Experts[0].Apply(one).Values.CopyTo(moved[i]);
                continue;
            }

            moved[i].Clear();
            foreach (var (domain, weight) in routes) TensorPrimitives.MultiplyAdd<float>(Experts[domain].Apply(one).Values, weight, moved[i], moved[i]);
            var length = TensorPrimitives.Norm<float>(moved[i]);
            if (length > 0) TensorPrimitives.Divide(moved[i], length, moved[i]);
        }

        return moved;
    }
}
