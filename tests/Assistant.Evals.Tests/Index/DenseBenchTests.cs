using System.Globalization;
using System.Runtime.InteropServices;
using Assistant.Evals.Index;

namespace Assistant.Evals.Tests.Index;

public sealed class DenseBenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dense-bench-").FullName;

    [Fact]
    public void A_run_on_a_small_corpus_reports_full_recall()
    {
        const int rows = 600, width = 16, queries = 20;
        var random = new Random(8);
        var data = Enumerable.Range(0, rows).Select(_ => Unit(random, width)).ToArray();
        // A query is a row, so that its first neighbour is known without another search.
        var asked = Enumerable.Range(0, queries).Select(i => data[i * 7]).ToArray();
        var truth = asked.SelectMany(query => Enumerable.Range(0, rows).OrderByDescending(row => query.Zip(data[row], (a, b) => a * b).Sum()).Take(100)).ToArray();
        Write("base_16.f32", data.SelectMany(row => row).ToArray());
        Write("query_16.f32", asked.SelectMany(row => row).ToArray());
        Write("gt_16.i32", truth);
        var output = new StringWriter();
        new DenseBench(
            new DenseBenchOptions { Folder = _folder, Dimensions = width, Rounds = 1, WarmUp = TimeSpan.Zero, Widths = [600], Selectivities = [0.5], Cache = Path.Combine(_folder, "segment") },
            output).Run();
        var line = output.ToString().Split('\n').Single(text => text.Contains("width 600", StringComparison.Ordinal));
        var recall = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
        Assert.InRange(recall, 0.99, 1);
        Assert.True(new FileInfo(Path.Combine(_folder, "segment")).Length > rows * width * 2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Unit(Random random, int width)
    {
        var vector = Enumerable.Range(0, width).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return vector.Select(value => value / length).ToArray();
    }

    private void Write<T>(string name, T[] values)
        where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
