using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Parse;

public class TripleIngestionTests
{
    private const string Page = "# Radio\n\nThe radio is a grey box. The mast was built by Ole Brand.\n\n| Item | Room |\n|---|---|\n| lamp | cellar |\n";

    [Fact]
    public async Task Triples_are_taken_while_a_document_is_ingested_and_their_spans_hold()
    {
        using var data = new TemporaryFolder();
        await using var pipeline = await TestPipeline.StartAsync(data.Path, new() { ["Assistant:Ingestion:Triples:Source"] = "Rules" });
        var accepted = await pipeline.SubmitAsync("radio.md", Page);
        Assert.Equal(ContentState.Indexed, (await pipeline.FinishAsync(accepted)).Single().State);
        var text = (await pipeline.Store.ReadTextAsync(accepted.Ref.Id))!;
        var triples = await pipeline.Services.GetRequiredService<ITripleStore>().ListAsync(new TripleFilter());
        Assert.Equal(
            [("radio", "is", "grey box", "The radio is a grey box."), ("mast", "was built by", "Ole Brand", "The mast was built by Ole Brand."), ("lamp", "Room", "cellar", "lamp | cellar")],
            triples.Select(found => (found.Triple.Subject, found.Triple.Predicate, found.Triple.Value, text.Text[found.Triple.Start..found.Triple.End])));
    }

    [Fact]
    public async Task Without_the_setting_there_are_none()
    {
        using var data = new TemporaryFolder();
        await using var pipeline = await TestPipeline.StartAsync(data.Path);
        await pipeline.FinishAsync(await pipeline.SubmitAsync("radio.md", Page));
        Assert.Empty(await pipeline.Services.GetRequiredService<ITripleStore>().ListAsync(new TripleFilter()));
    }
}
