namespace Assistant.Core.Agent.Arithmetic;

/// <summary>What a number stands for.</summary>
internal enum QuantityKind
{
    /// <summary>An amount.</summary>
    Amount,

    /// <summary>A time of the day.</summary>
    Clock,

    /// <summary>A year, or a date by its year.</summary>
    Year,
}
