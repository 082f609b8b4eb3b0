using Assistant.Evals.Continual.Published;

namespace Assistant.Evals.Tests.Continual.Published;

public sealed class InertialFeaturesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-inertial-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Counts_become_g_and_shares_of_the_largest_rotation()
    {
        Assert.Equal([1, -0.5, 0, 1, 0, -2], InertialFeatures.Read(Write("8192,-4096,0,4100,0,-8200", 4))[0]);
    }

    [Fact]
    public void Alike_movements_are_nearer_than_others()
    {
        var (walk, walkAgain, rest) = (Wave(0, 1), Wave(0.1, 1), Wave(0, 0.01));

        Assert.Equal(1, Dot(walk, walk), 5);
        Assert.True(Dot(walk, walkAgain) > Dot(walk, rest));
        Assert.Equal(walk, Wave(0, 1));

        static float[] Wave(double phase, double size) => InertialFeatures.Of([.. Enumerable.Range(0, 40).Select(i => new[] { size * Math.Sin(phase + (i / 2.0)), 0, 1, 0, size, 0 })], 64);
        static double Dot(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
    }

    [Theory]
    [InlineData("1,2,3,4,5", 4)]
    [InlineData("1,2,3,4,5,six", 4)]
    [InlineData("1,2,3,4,5,NaN", 4)]
    [InlineData("1,2,3,4,5,6", 3)]
    public void Rows_of_another_form_and_too_few_of_them_are_refused(string line, int rows) => Assert.Contains("clip.csv", Assert.Throws<InvalidDataException>(() => InertialFeatures.Read(Write(line, rows))).Message, StringComparison.Ordinal);

    private string Write(string line, int rows)
    {
        var file = Path.Combine(folder, "clip.csv");
        File.WriteAllLines(file, Enumerable.Repeat(line, rows));
        return file;
    }
}
