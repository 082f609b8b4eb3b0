using Assistant.Connectors.Producers.Lines;
using Assistant.Contracts.Http;
using Assistant.Ingestion.Tests.Support;

namespace Assistant.Ingestion.Tests.Producers;

public sealed class JsonLinesIngestTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Each_line_becomes_a_document_and_bad_lines_are_named_by_their_number()
    {
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        var good = Enumerable.Range(0, 600).Select(i => $$"""{"uri":"note-{{i}}","text":"quartzfinch{{i}}"}""");
        var lines = string.Join('\n', ["{not json", "", """{"uri":"only"}""", """["a"]""", .. good]);

        List<ContentAcceptedItem> answers = [];
        await foreach (var answer in new JsonLinesIngest(pipeline.Target).RunAsync(new StringReader(lines), "default"))
            answers.Add(answer);

        Assert.Equal(["line 1", "line 3", "line 4"], answers.Where(a => a.Id is null).Select(a => a.Uri));
        Assert.Equal(600, answers.Count(a => a.Changed));
        await pipeline.Target.WaitAsync("default", "stdin", [.. answers.Where(a => a.Id is not null)]);
        Assert.Equal(["note-599"], await pipeline.SearchAsync("quartzfinch599"));
    }
}
