using Assistant.Core.Content;
using Assistant.Core.Knowledge;
using Assistant.Core.Tests.Answering;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Knowledge;

public class TripleExtractorTests
{
    private const string Text = "The pump uses salt water. It rains a lot.";
    private static readonly ParsedDocument Document = new(ContentKind.Text, "text/plain", "Pump", Text, [new Block(BlockKind.Paragraph, 0, Text.Length)]);
    private static readonly Chunk[] Chunks = [new(0, Text.Length, [], null, BlockKind.Paragraph)];

    [Fact]
    public async Task A_model_gives_what_stands_in_the_passage_and_nothing_else()
    {
        var chat = new ScriptedChat(_ => """{"triples":[{"subject":"pump","predicate":"uses","object":"salt water"},{"subject":"pump","predicate":"uses","object":"electric power"},{"subject":"the king","predicate":"drinks","object":"salt water"},{"subject":"","predicate":"x","object":"rains"}]}""");
        var triple = Assert.Single(await Extractor(TripleSource.Model, chat).ExtractAsync(Document, Chunks));
        Assert.Equal(("pump", "uses", "salt water", "The pump uses salt water."), (triple.Subject, triple.Predicate, triple.Value, Text[triple.Start..triple.End]));
        Assert.Contains(Text, chat.Prompts.Single()[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_writes_no_json_gives_none()
    {
        Assert.Empty(await Extractor(TripleSource.Model, new ScriptedChat(_ => "Sure! Here are the")).ExtractAsync(Document, Chunks));
    }

    [Fact]
    public async Task Off_gives_none_and_a_model_that_there_is_not_is_refused()
    {
        Assert.Empty(await Extractor(TripleSource.None).ExtractAsync(Document, Chunks));
        Assert.Single(await Extractor(TripleSource.Rules).ExtractAsync(Document, Chunks));
        Assert.Empty(await Extractor(TripleSource.Rules).ExtractAsync(Document with { Kind = ContentKind.Image }, Chunks));
        Assert.Contains("needs a language model", Assert.Throws<OptionsValidationException>(() => Extractor(TripleSource.Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_start_fails_where_the_model_is_missing()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Assistant:Ingestion:Triples:Source"] = "Model" }).Build();
        using var without = new ServiceCollection().AddAssistantTriples(configuration).BuildServiceProvider();
        Assert.Contains("needs a language model", Assert.Throws<OptionsValidationException>(() => without.GetRequiredService<IOptions<TripleOptions>>().Value).Message, StringComparison.Ordinal);
        using var with = new ServiceCollection().AddAssistantTriples(configuration).AddSingleton<IChatClient>(new ScriptedChat(_ => "")).BuildServiceProvider();
        Assert.Equal(TripleSource.Model, with.GetRequiredService<IOptions<TripleOptions>>().Value.Source);
    }

    private static TripleExtractor Extractor(TripleSource source, ScriptedChat? chat = null) => new(Options.Create(new TripleOptions { Source = source }), chat);
}
