using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Assistant.Index.Lexical;

/// <summary>
/// What turns a weighted frequency f and a length into a term's score in fixed point:
/// weight · f / (f + k1 · (1 − b + b · length / mean)), with weight = idf · boost · 2^p. Whole numbers add up to the same
/// total in any order, so pruned, exhaustive, scalar and vector searches rank identically.
/// </summary>
internal readonly struct Bm25Scale
{
    /// <summary>idf · boost · 2^p.</summary>
    public readonly float Weight;

    /// <summary>k1 · (1 − b).</summary>
    public readonly float NormBase;

    /// <summary>k1 · b / mean length.</summary>
    public readonly float NormSlope;

    /// <summary>How much higher frequencies may be than under the segment's own field weights.</summary>
    public readonly float FrequencySlack;

    /// <summary>How much shorter lengths may be than under the segment's own field weights.</summary>
    public readonly float LengthSlack;

    public Bm25Scale(float weight, double k1, double b, double meanLength, float frequencySlack, float lengthSlack)
    {
        Weight = weight;
        NormBase = (float)(k1 * (1 - b));
        NormSlope = (float)(k1 * b / meanLength);
        FrequencySlack = frequencySlack;
        LengthSlack = lengthSlack;
    }

    /// <summary>Score of a posting; at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Score(float frequency, float length)
    {
        var norm = NormBase + (NormSlope * length);
        return (int)(Weight * frequency / (frequency + norm)) + 1;
    }

    /// <summary>Scores of eight postings; the same operations as <see cref="Score(float, float)"/>, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Score(Vector256<float> frequency, Vector256<float> length, Vector256<float> weight, Vector256<float> normBase, Vector256<float> normSlope)
    {
        var norm = normBase + (normSlope * length);
        return Vector256.ConvertToInt32Native(weight * frequency / (frequency + norm)) + Vector256<int>.One;
    }

    /// <summary>Inverse document frequency, always above 0: ln(1 + (N − n + 0.5) / (n + 0.5)).</summary>
    public static double Idf(long documents, long withTerm) => Math.Log(1 + ((documents - withTerm + 0.5) / (withTerm + 0.5)));
}
