using System.Numerics;

namespace Assistant.Core.Pal.Values;

/// <summary>A number that is a ratio of integers: a Fraction or a Decimal.</summary>
internal interface IPyReal
{
    (BigInteger Numerator, BigInteger Denominator) Ratio { get; }

    double ToFloat();
}
