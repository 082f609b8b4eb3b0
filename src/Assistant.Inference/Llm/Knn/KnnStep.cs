namespace Assistant.Inference.Llm.Knn;

/// <summary>What is known of one token of a text before it is read.</summary>
/// <param name="Token">The token.</param>
/// <param name="Probability">Its probability under the model, 0 to 1.</param>
/// <param name="Nearest">Neighbours of the model's state, nearest first.</param>
public sealed record KnnStep(int Token, double Probability, IReadOnlyList<(int Token, float Distance)> Nearest)
{
    /// <summary>p = λ p_kNN + (1 − λ) p_LM.</summary>
    /// <param name="lambda">λ, 0 to 1.</param>
    /// <param name="temperature">Of the neighbours, greater than 0.</param>
    public double Interpolated(double lambda, double temperature) =>
        Nearest.Count == 0 ? Probability : (lambda * KnnDatastore.Distribution(Nearest, temperature).GetValueOrDefault(Token)) + ((1 - lambda) * Probability);
}
