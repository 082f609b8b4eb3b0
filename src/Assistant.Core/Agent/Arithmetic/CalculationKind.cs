namespace Assistant.Core.Agent.Arithmetic;

/// <summary>How numbers are put together.</summary>
internal enum CalculationKind
{
    /// <summary>One number for each thing that the question lists, added.</summary>
    Sum,

    /// <summary>One side of a comparison less the other.</summary>
    Difference,

    /// <summary>What is left: the larger of two numbers of one passage less the smaller.</summary>
    Remainder,

    /// <summary>A number of the question times a rate of the passage.</summary>
    Scale,

    /// <summary>Two numbers of a sentence that says "each", multiplied.</summary>
    Product,

    /// <summary>Two numbers of a sentence, divided: how much falls to one.</summary>
    Ratio,

    /// <summary>There and back.</summary>
    RoundTrip,

    /// <summary>Between two times of the day.</summary>
    Duration,
}
