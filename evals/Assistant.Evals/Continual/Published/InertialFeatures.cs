using System.Globalization;
using System.Numerics.Tensors;

namespace Assistant.Evals.Continual.Published;

/// <summary>
/// Inertial data as a feature that no encoder of ours reads: mean, deviation, least and greatest value of each channel in four windows,
/// projected by a fixed random matrix of ±1 to the width of the embeddings (Achlioptas 2003). Acceleration and rotation are
/// converted as the loader of UESTC-MMEA-CL does: 8192 counts a g, 16.4 counts a degree per second; rotation counts in units of 250 °/s.
/// </summary>
internal static class InertialFeatures
{
    private const int Channels = 6, Windows = 4, Statistics = 4, Seed = 20230131;
    private const double Acceleration = 8192, Rotation = 16.4 * 250;

    /// <summary>Reads a CSV file without a head: a sample a row, three accelerations and three rotations.</summary>
    /// <returns>[samples][6], in g and 250 °/s.</returns>
    /// <exception cref="InvalidDataException">A row has other than six finite numbers, or there are fewer than four rows.</exception>
    public static IReadOnlyList<double[]> Read(string file)
    {
        var samples = new List<double[]>();
        foreach (var (line, at) in File.ReadLines(file).Select((line, at) => (line, at)).Where(entry => !string.IsNullOrWhiteSpace(entry.line)))
        {
            var cells = line.Split(',');
            var sample = new double[Channels];
            for (var c = 0; c < Channels; c++)
            {
                if (cells.Length != Channels || !double.TryParse(cells[c], NumberStyles.Float, CultureInfo.InvariantCulture, out sample[c]) || !double.IsFinite(sample[c]))
                {
                    throw new InvalidDataException($"{file}, line {at + 1}, is not six numbers.");
                }

                sample[c] /= c < 3 ? Acceleration : Rotation;
            }

            samples.Add(sample);
        }

        return samples.Count >= Windows ? samples : throw new InvalidDataException($"{file} has {samples.Count} samples; at least {Windows} are needed.");
    }

    /// <summary>Makes the feature, L2-normalized, [d]; zeros where nothing moves and nothing weighs.</summary>
    /// <param name="samples">[samples][6].</param>
    /// <param name="dimensions">d.</param>
    public static float[] Of(IReadOnlyList<double[]> samples, int dimensions)
    {
        var statistics = new List<double>(Channels * Windows * Statistics);
        for (var w = 0; w < Windows; w++)
        {
            var (from, to) = (w * samples.Count / Windows, (w + 1) * samples.Count / Windows);
            for (var c = 0; c < Channels; c++)
            {
                double[] window = [.. Enumerable.Range(from, to - from).Select(i => samples[i][c])];
                var mean = window.Average();
                statistics.AddRange([mean, Math.Sqrt(window.Average(value => (value - mean) * (value - mean))), window.Min(), window.Max()]);
            }
        }

        var random = new Random(Seed);
        var feature = new float[dimensions];
        for (var k = 0; k < dimensions; k++) feature[k] = (float)statistics.Sum(statistic => random.Next(2) == 0 ? statistic : -statistic);
        var length = TensorPrimitives.Norm<float>(feature);
        if (length > 0) TensorPrimitives.Divide(feature, length, feature);
        return feature;
    }
}
