using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Tests.Support;
using Assistant.Ingestion.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Embed;

/// <summary>Pictures get vectors of their own; here a picture's bytes are the words that it shows.</summary>
public sealed class PictureVectorTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_picture_without_any_words_is_found_by_what_it_shows_and_by_another_picture()
    {
        await using var pipeline = await StartAsync();
        var records = await pipeline.FinishAsync(await pipeline.SubmitAsync([("a.testimage", "lighthouse rock sea"), ("b.testimage", "dog grass ball"), ("c.md", "Nothing to look at.")]));
        Assert.All(records, record => Assert.Equal(ContentState.Indexed, record.State));
        var search = pipeline.Services.GetRequiredService<IRetriever>();

        var byWords = await search.SearchAsync(new SearchRequest("lighthouse sea") { Kind = ContentKind.Image });
        Assert.Equal(("a.testimage", ContentKind.Image, 1), (byWords.Hits[0].Passage.Uri, byWords.Hits[0].Passage.DocumentKind, byWords.Hits[0].Legs["dense_image"]));
        var byPicture = await search.SearchAsync(new SearchRequest("") { Image = "ball grass"u8.ToArray() });
        Assert.Equal("b.testimage", byPicture.Hits[0].Passage.Uri);
        Assert.Equal(["dense_image"], byPicture.Hits[0].Legs.Keys);
        Assert.DoesNotContain(byPicture.Hits, hit => hit.Passage.Uri == "c.md");
        Assert.NotNull(byPicture.Timings.EncodeMs);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_is_found_by_its_words_and_says_why()
    {
        await using var pipeline = await StartAsync();
        await pipeline.FinishAsync(await pipeline.SubmitAsync("page.testpage", "bad.testimage|a quartzfinch at dawn"));
        var accepted = await pipeline.SubmitAsync([("bad.testimage", "unreadable"), ("good.testimage", "dog grass ball")]);
        var records = (await pipeline.FinishAsync(accepted)).ToDictionary(record => record.Uri);

        Assert.Equal(ContentState.Indexed, records["bad.testimage"].State);
        Assert.Contains("no picture format that is known", records["bad.testimage"].Reason, StringComparison.Ordinal);
        Assert.Equal((ContentState.Indexed, null), (records["good.testimage"].State, records["good.testimage"].Reason));
        var hits = (await pipeline.Services.GetRequiredService<IRetriever>().SearchAsync(new SearchRequest("quartzfinch") { Kind = ContentKind.Image })).Hits;
        Assert.Equal(["bm25"], hits.Single(hit => hit.Passage.Uri == "bad.testimage").Legs.Keys);

        // It counts as answered: no build tries it for ever.
        Assert.Equal((2, 2), await pipeline.Services.GetRequiredService<IEncoderStore>().CountAsync(EncoderRole.Image, "words-1"));
        Assert.True((await pipeline.Index.VerifyAsync()).Healthy);
    }

    private Task<TestPipeline> StartAsync()
    {
        var settings = new Dictionary<string, string?> { ["engine"] = "hybrid", ["Assistant:Encoders:Text"] = "words:1", ["Assistant:Encoders:Image"] = "words:1" };
        return TestPipeline.StartAsync(data.Path, settings, services =>
        {
            services.AddSingleton<IEncoderLoader, WordEncoders>();
            services.AddAssistantRetrieval(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        });
    }
}
