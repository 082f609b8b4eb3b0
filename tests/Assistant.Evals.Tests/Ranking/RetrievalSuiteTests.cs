using System.IO.Compression;
using System.Text.Json;
using Assistant.Evals.Beir;
using Assistant.Evals.Ranking;

namespace Assistant.Evals.Tests.Ranking;

public sealed class RetrievalSuiteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evals-tests-").FullName;

    public RetrievalSuiteTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "tiny", "qrels"));
        File.WriteAllLines(Path.Combine(folder, "tiny", "corpus.jsonl"),
        [
            """{"_id":"d1","title":"Cats","text":"Cats sleep all day."}""",
            """{"_id":"d2","title":"","text":"Dogs bark at the moon."}""",
            """{"_id":"d3","title":"Moon","text":"It circles the earth."}""",
        ]);
        File.WriteAllLines(Path.Combine(folder, "tiny", "queries.jsonl"), ["""{"_id":"q1","text":"sleeping cat"}""", """{"_id":"q2","text":"moon"}""", """{"_id":"q3","text":"unjudged"}"""]);
        File.WriteAllLines(Path.Combine(folder, "tiny", "qrels", "test.tsv"), ["query-id\tcorpus-id\tscore", "q1\td1\t1", "q2\td3\t2", "q2\td1\t0"]);
    }

    [Fact]
    public async Task The_product_is_measured_on_a_folder_and_on_an_archive_alike()
    {
        var archive = Path.Combine(folder, "tiny.zip");
        await ZipFile.CreateFromDirectoryAsync(Path.Combine(folder, "tiny"), archive, CompressionLevel.Fastest, includeBaseDirectory: true);
        foreach (var path in new[] { Path.Combine(folder, "tiny"), archive })
        {
            var (output, error) = (new StringWriter(), new StringWriter());
            Assert.Equal(0, await RetrievalSuite.RunAsync(new RetrievalSuiteOptions([path], Json: true), output, error));
            var report = JsonDocument.Parse(output.ToString()).RootElement[0];
            Assert.Equal((3, 2, 1.0, 1.0), (report.GetProperty("documents").GetInt32(), report.GetProperty("queries").GetInt32(), report.GetProperty("recallAt10").GetDouble(), report.GetProperty("mrrAt10").GetDouble()));
            Assert.Equal(64, report.GetProperty("dataHash").GetString()!.Length);
        }
    }

    [Fact]
    public void Queries_without_a_relevant_document_are_left_out() => Assert.Equal(["q1", "q2"], BeirReader.Read(Path.Combine(folder, "tiny")).Queries.Select(query => query.Id));

    [Fact]
    public async Task What_is_missing_is_named()
    {
        File.Delete(Path.Combine(folder, "tiny", "queries.jsonl"));
        var error = new StringWriter();
        Assert.Equal(1, await RetrievalSuite.RunAsync(new RetrievalSuiteOptions([Path.Combine(folder, "tiny")]), TextWriter.Null, error));
        Assert.Contains("queries.jsonl", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
