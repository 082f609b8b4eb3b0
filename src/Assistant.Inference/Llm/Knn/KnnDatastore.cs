using System.Numerics.Tensors;

namespace Assistant.Inference.Llm.Knn;

/// <summary>
/// What a model had in mind before each token of some texts, and which token followed (Khandelwal et al. 2020, "Generalization through
/// memorization: nearest neighbor language models", arXiv:1911.00172). Exact search over all keys. Not thread-safe while it is filled.
/// </summary>
/// <param name="width">Width of a key.</param>
public sealed class KnnDatastore(int width)
{
    private const int KeysPerBlock = 1_024;
    private readonly List<float[]> blocks = [];
    private readonly List<int> tokens = [];

    /// <summary>Keys that are kept.</summary>
    public int Count => tokens.Count;

    /// <summary>Keeps a key with the token that followed.</summary>
    /// <param name="key">[width], not all zero; kept at length 1.</param>
    /// <param name="token">The token.</param>
    public void Add(ReadOnlySpan<float> key, int token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, width, nameof(key));
        if (tokens.Count % KeysPerBlock == 0)
            blocks.Add(new float[KeysPerBlock * width]);
        Normalize(key, blocks[^1].AsSpan(tokens.Count % KeysPerBlock * width, width));
        tokens.Add(token);
    }

    /// <summary>Finds the nearest keys.</summary>
    /// <param name="query">[width], not all zero.</param>
    /// <param name="k">At most this many.</param>
    /// <returns>Tokens with the squared distance of their key at length 1 (0 to 4), nearest first; of equals the one kept first.</returns>
    public IReadOnlyList<(int Token, float Distance)> Nearest(ReadOnlySpan<float> query, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, width, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var unit = new float[width];
        Normalize(query, unit);
        // The farthest of the nearest on top.
        var nearest = new PriorityQueue<int, (float, int)>(k + 1);
        for (var i = 0; i < tokens.Count; i++)
        {
            // |a - b|² of two vectors of length 1.
            var distance = 2 - (2 * TensorPrimitives.Dot(unit, blocks[i / KeysPerBlock].AsSpan(i % KeysPerBlock * width, width)));
            nearest.Enqueue(i, (-distance, -i));
            if (nearest.Count > k)
                nearest.Dequeue();
        }

        var found = new (int, float)[nearest.Count];
        for (var i = found.Length - 1; nearest.TryDequeue(out var at, out var priority); i--)
            found[i] = (tokens[at], Math.Max(0, -priority.Item1));
        return found;
    }

    /// <summary>What the neighbours say of the next token: p(w) ∝ Σ exp(−distance / temperature) over those that were followed by w.</summary>
    /// <param name="nearest">As <see cref="Nearest"/> gives them.</param>
    /// <param name="temperature">Greater than 0; the smaller the more the nearest count.</param>
    /// <returns>Probabilities by token, adding up to 1; empty without neighbours.</returns>
    public static IReadOnlyDictionary<int, double> Distribution(IReadOnlyList<(int Token, float Distance)> nearest, double temperature)
    {
        ArgumentNullException.ThrowIfNull(nearest);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var weights = new Dictionary<int, double>();
        if (nearest.Count == 0)
            return weights;
        // From the nearest on, so that the exponential does not vanish.
        foreach (var (token, distance) in nearest)
            weights[token] = weights.GetValueOrDefault(token) + Math.Exp((nearest[0].Distance - distance) / temperature);
        var sum = weights.Values.Sum();
        return weights.ToDictionary(entry => entry.Key, entry => entry.Value / sum);
    }

    private static void Normalize(ReadOnlySpan<float> key, Span<float> unit)
    {
        var norm = TensorPrimitives.Norm(key);
        if (!float.IsFinite(norm) || norm == 0)
            throw new ArgumentException("A key is not all zero, and finite.", nameof(key));
        TensorPrimitives.Divide(key, norm, unit);
    }
}
