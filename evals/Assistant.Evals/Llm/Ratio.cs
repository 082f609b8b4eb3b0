namespace Assistant.Evals.Llm;

/// <summary>A mean that grows: a sum over a count.</summary>
/// <param name="Sum">What was added.</param>
/// <param name="Count">How often.</param>
public readonly record struct Ratio(double Sum, int Count)
{
    /// <summary>The mean; 0 of nothing.</summary>
    public double Mean => Count == 0 ? 0 : Sum / Count;

    /// <summary>With one more value.</summary>
    public Ratio And(double value) => new(Sum + value, Count + 1);

    /// <summary>With one more outcome.</summary>
    public Ratio And(bool isRight) => And(isRight ? 1 : 0);
}
