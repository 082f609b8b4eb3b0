using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Retrieval.Reranking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Retrieval;

public class RerankingRetrieverTests
{
    private readonly InMemoryKnowledge knowledge = new();
    private readonly LastCharacter reranker = new();

    public RerankingRetrieverTests()
    {
        // The more often a text says tea, the better the words find it.
        knowledge.Add("a.md", "A", "tea tea tea tea 1");
        knowledge.Add("b.md", "B", "tea tea tea 3");
        knowledge.Add("c.md", "C", "tea tea 9");
        knowledge.Add("d.md", "D", "tea 5");
    }

    [Fact]
    public async Task The_best_hits_are_read_again_and_put_in_order()
    {
        Assert.Equal(["a.md", "b.md", "c.md", "d.md"], Uris(await InMemoryKnowledge.Retriever(knowledge).SearchAsync(new SearchRequest("tea"))));
        var response = await SearchAsync(new SearchRequest("tea") { Limit = 2 }, depth: 3);
        Assert.Equal(["c.md", "b.md"], Uris(response));
        Assert.Equal([(1, 1, 3), (2, 2, 2)], response.Hits.Select(hit => (hit.Rank, hit.Legs[RerankingRetriever.Leg], hit.Legs["bm25"])));
        Assert.Equal(["c.md", "d.md", "b.md", "a.md"], Uris(await SearchAsync(new SearchRequest("tea"), depth: 20)));
        Assert.StartsWith("C\ntea tea", reranker.Read[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_keep_their_places()
    {
        const string Caption = "tea tea tea tea tea 7";
        knowledge.AddChunks("p.png", "P", Caption, [new Chunk(0, Caption.Length, [], null, BlockKind.Caption)], kind: ContentKind.Image);
        Assert.Equal(["p.png", "c.md", "d.md", "b.md", "a.md"], Uris(await SearchAsync(new SearchRequest("tea"), depth: 20)));
    }

    [Fact]
    public async Task A_failure_leaves_the_order_and_is_told()
    {
        reranker.Failure = new RerankException("the model is gone");
        var response = await SearchAsync(new SearchRequest("tea") { Limit = 2 }, depth: 20);
        Assert.Equal(["a.md", "b.md"], Uris(response));
        Assert.Contains("the model is gone", Assert.Single(response.Notes), StringComparison.Ordinal);
    }

    private ValueTask<SearchResponse> SearchAsync(SearchRequest request, int depth) => new RerankingRetriever(
        InMemoryKnowledge.Retriever(knowledge), reranker, Options.Create(new RerankOptions { Depth = depth }), NullLogger<RerankingRetriever>.Instance).SearchAsync(request);

    private static IEnumerable<string> Uris(SearchResponse response) => response.Hits.Select(hit => hit.Passage.Uri);

    /// <summary>Scores a text by its last digit.</summary>
    private sealed class LastCharacter : IReranker
    {
        public RerankException? Failure { get; set; }

        public IReadOnlyList<string> Read { get; private set; } = [];

        public ValueTask<IReadOnlyList<double>> ScoreAsync(string query, IReadOnlyList<string> passages, CancellationToken cancellationToken = default)
        {
            Read = passages;
            return Failure is null ? new([.. passages.Select(passage => (double)(passage[^1] - '0'))]) : throw Failure;
        }
    }
}
