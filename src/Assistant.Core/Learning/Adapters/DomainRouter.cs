using System.Numerics.Tensors;
using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>
/// Says which domains a query may belong to, by its distance to a few centroids of each (as S-Prompts, Wang et al. 2022); nothing is
/// learned by gradients. A query that is farther from every centroid than 99 % of the domain's own queries belongs to none.
/// </summary>
public sealed class DomainRouter
{
    private const int CentroidsPerDomain = 5, Rounds = 20;
    private const double Quantile = 0.99;
    private readonly List<(Matrix Centroids, float Limit)> domains = [];

    /// <summary>Domains known.</summary>
    public int Count => domains.Count;

    /// <summary>Bytes kept.</summary>
    public long Bytes => domains.Sum(domain => sizeof(float) * (long)domain.Centroids.Values.Length);

    /// <summary>What was learned of each domain: centroids, [c, d], and the distance beyond which a query is not of it. What is needed to make the same router again.</summary>
    public IReadOnlyList<(Matrix Centroids, float Limit)> Domains => domains;

    /// <summary>Adds a domain that was learned before.</summary>
    /// <param name="centroids">[c, d], at least one.</param>
    /// <param name="limit">Largest distance to the nearest centroid, 0 and up.</param>
    public void Add(Matrix centroids, float limit)
    {
        ArgumentNullException.ThrowIfNull(centroids);
        ArgumentOutOfRangeException.ThrowIfLessThan(centroids.Rows, 1, nameof(centroids));
        domains.Add((centroids, limit));
    }

    /// <summary>Learns a domain from its queries, [n, d].</summary>
    public void Add(Matrix queries, Random random)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(random);
        var centroids = KMeans(queries, Math.Min(CentroidsPerDomain, queries.Rows), random);
        var distances = new float[queries.Rows];
        for (var i = 0; i < queries.Rows; i++) distances[i] = Nearest(centroids, queries[i]).Distance;
        Array.Sort(distances);
        domains.Add((centroids, distances[(int)(Quantile * (distances.Length - 1))]));
    }

    /// <summary>
    /// Weights of the two nearest domains, adding up to 1: softmax of their negative distances over the domains' own spread. Empty where the query is of no known domain.
    /// </summary>
    /// <param name="query">[d].</param>
    /// <param name="bypass">Whether unknown queries get no domain; else they get the nearest.</param>
    public IReadOnlyList<(int Domain, float Weight)> Route(ReadOnlySpan<float> query, bool bypass)
    {
        if (domains.Count == 0) return [];
        var (first, second) = ((Domain: -1, Distance: float.MaxValue), (Domain: -1, Distance: float.MaxValue));
        var known = false;
        for (var k = 0; k < domains.Count; k++)
        {
            var distance = Nearest(domains[k].Centroids, query).Distance;
            known |= distance <= domains[k].Limit;
            if (distance < first.Distance) (first, second) = ((k, distance), first);
            else if (distance < second.Distance) second = (k, distance);
        }

        if (bypass && !known) return [];
        if (second.Domain < 0) return [(first.Domain, 1)];
        // Distances of unit vectors lie between 0 and 2; a tenth of that separates domains here.
        var weight = 1 / (1 + MathF.Exp((first.Distance - second.Distance) / 0.05f));
        return weight > 0.95f ? [(first.Domain, 1)] : [(first.Domain, weight), (second.Domain, 1 - weight)];
    }

    private static (int Centroid, float Distance) Nearest(Matrix centroids, ReadOnlySpan<float> query)
    {
        var best = (Centroid: 0, Distance: float.MaxValue);
        for (var c = 0; c < centroids.Rows; c++)
        {
            var distance = TensorPrimitives.Distance(query, centroids[c]);
            if (distance < best.Distance) best = (c, distance);
        }

        return best;
    }

    private static Matrix KMeans(Matrix rows, int k, Random random)
    {
        int[] drawn = [.. Enumerable.Range(0, rows.Rows)];
        random.Shuffle(drawn);
        var centroids = rows.Gather(drawn.AsSpan(0, k));
        for (var round = 0; round < Rounds; round++)
        {
            var (sums, counts) = (new Matrix(k, rows.Columns), new int[k]);
            for (var i = 0; i < rows.Rows; i++)
            {
                var c = Nearest(centroids, rows[i]).Centroid;
                TensorPrimitives.Add<float>(sums[c], rows[i], sums[c]);
                counts[c]++;
            }

            for (var c = 0; c < k; c++)
            {
                if (counts[c] > 0) TensorPrimitives.Divide(sums[c], counts[c], centroids[c]);
            }
        }

        return centroids;
    }
}
