using Assistant.Evals.Encoders;
using Assistant.Evals.Pictures;

namespace Assistant.Evals.Tests.Pictures;

/// <summary>What the sample collection must show with the encoder that comes with the program.</summary>
public sealed class PictureSuiteTests
{
    [RequiresEnginesFact]
    public async Task The_sample_pictures_are_found_by_descriptions_and_by_near_duplicates()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Assistant.sln"))) root = root.Parent ?? throw new InvalidOperationException("The repository is not above the tests.");
        var cases = PictureSuite.Read(Path.Combine(root.FullName, "evals", "sample", "pictures.json"));
        using var encoder = EvalEncoder.Load("bundled");

        var report = await PictureSuite.MeasureAsync(cases, Path.Combine(root.FullName, "src", "Assistant.Api", "Sample", "documents"), encoder.Encoder);

        Assert.Equal(20, report.Cases);
        Assert.True(report.Searched >= 16, string.Join('\n', report.Missed));
        Assert.All(report.NearDuplicates, entry => Assert.True(entry.Value >= 18, string.Join('\n', report.Missed)));
    }
}
