namespace Assistant.Core.Learning.Calibration;

/// <summary>
/// Fits a <see cref="ScoreCalibration"/> to judged scores: logistic regression on one number (Platt 1999) by Newton's method with
/// backtracking and smoothed targets, as Lin, Lin and Weng, "A note on Platt's probabilistic outputs for support vector machines",
/// 2007. Pure and deterministic.
/// </summary>
public static class PlattScaling
{
    private const int Steps = 100;
    private const double Ridge = 1e-12, Enough = 1e-9, ShortestStep = 1e-10;

    /// <summary>Fits it.</summary>
    /// <param name="scores">[n].</param>
    /// <param name="right">What was judged right, [n].</param>
    /// <param name="weights">What each judgement counts, 0 and up, [n].</param>
    /// <returns>The fit; its slope is 0 or below where a higher score does not mean more.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there are none.</exception>
    public static ScoreCalibration Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> right, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(weights);
        if (scores.Count == 0 || scores.Count != right.Count || scores.Count != weights.Count) throw new ArgumentException($"{scores.Count} scores, {right.Count} judgements and {weights.Count} weights do not belong together.", nameof(scores));
        var positive = Enumerable.Range(0, scores.Count).Where(i => right[i]).Sum(i => weights[i]);
        var negative = weights.Sum() - positive;
        // Not 0 and 1: a few judgements are no certainty.
        var (high, low) = ((positive + 1) / (positive + 2), 1 / (negative + 2));
        var (slope, offset) = (0.0, Math.Log((positive + 1) / (negative + 1)));
        var loss = Loss(slope, offset);
        for (var step = 0; step < Steps; step++)
        {
            double h11 = Ridge, h22 = Ridge, h21 = 0, g1 = 0, g2 = 0;
            for (var i = 0; i < scores.Count; i++)
            {
                var p = new ScoreCalibration(slope, offset).Probability(scores[i]);
                var (curve, apart) = (weights[i] * p * (1 - p), weights[i] * (p - (right[i] ? high : low)));
                h11 += scores[i] * scores[i] * curve;
                h22 += curve;
                h21 += scores[i] * curve;
                g1 += scores[i] * apart;
                g2 += apart;
            }

            if (Math.Abs(g1) < Enough && Math.Abs(g2) < Enough) break;
            var determinant = (h11 * h22) - (h21 * h21);
            var (d1, d2) = (-((h22 * g1) - (h21 * g2)) / determinant, -((h11 * g2) - (h21 * g1)) / determinant);
            var length = 1.0;
            for (; length >= ShortestStep; length /= 2)
            {
                var next = Loss(slope + (length * d1), offset + (length * d2));
                if (next >= loss + (1e-4 * length * ((g1 * d1) + (g2 * d2)))) continue;
                (slope, offset, loss) = (slope + (length * d1), offset + (length * d2), next);
                break;
            }

            if (length < ShortestStep) break;
        }

        return new ScoreCalibration(slope, offset);

        double Loss(double a, double b)
        {
            double sum = 0;
            for (var i = 0; i < scores.Count; i++)
            {
                var (x, t) = ((a * scores[i]) + b, right[i] ? high : low);
                // t·ln(1 + e⁻ˣ) + (1 − t)·ln(1 + eˣ), without overflow.
                sum += weights[i] * (x >= 0 ? ((1 - t) * x) + Math.Log(1 + Math.Exp(-x)) : (-t * x) + Math.Log(1 + Math.Exp(x)));
            }

            return sum;
        }
    }
}
