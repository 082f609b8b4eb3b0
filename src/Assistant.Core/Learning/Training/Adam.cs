namespace Assistant.Core.Learning.Training;

/// <summary>Adam (Kingma and Ba 2015) over one block of parameters, β = 0.9 and 0.999.</summary>
/// <param name="length">Number of parameters.</param>
internal sealed class Adam(int length)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;
    private readonly float[] mean = new float[length];
    private readonly float[] square = new float[length];
    private int steps;

    /// <summary>Moves the parameters a step against their gradient.</summary>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, float rate)
    {
        steps++;
        var (one, two) = (1 - MathF.Pow(Beta1, steps), 1 - MathF.Pow(Beta2, steps));
        for (var i = 0; i < parameters.Length; i++)
        {
            mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * gradient[i]);
            square[i] = (Beta2 * square[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
            parameters[i] -= rate * (mean[i] / one) / (MathF.Sqrt(square[i] / two) + Epsilon);
        }
    }
}
