using System.Numerics;

namespace Assistant.Evals.Index;

/// <summary>Inner products of float rows, for generating vectors and for exact neighbours.</summary>
internal static class InnerProduct
{
    /// <summary>Σ a·b of two rows of the same width.</summary>
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i + (4 * Vector<float>.Count) <= a.Length; i += 4 * Vector<float>.Count)
        {
            s0 += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            s1 += new Vector<float>(a[(i + Vector<float>.Count)..]) * new Vector<float>(b[(i + Vector<float>.Count)..]);
            s2 += new Vector<float>(a[(i + (2 * Vector<float>.Count))..]) * new Vector<float>(b[(i + (2 * Vector<float>.Count))..]);
            s3 += new Vector<float>(a[(i + (3 * Vector<float>.Count))..]) * new Vector<float>(b[(i + (3 * Vector<float>.Count))..]);
        }

        var sum = Vector.Sum((s0 + s1) + (s2 + s3));
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
