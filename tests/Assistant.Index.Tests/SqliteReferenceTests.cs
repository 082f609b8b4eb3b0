using System.Text;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Storage;
using Assistant.Storage.Fts5;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assistant.Index.Tests;

/// <summary>The index over the real content store, beside the plain FTS5 index over the same log.</summary>
public sealed class SqliteReferenceTests
{
    [Fact]
    public async Task Random_documents_updates_and_deletions_give_the_sets_that_the_sqlite_index_gives()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddAssistantStorage(new DataDirectory(folder.Path));
        services.AddAssistantIndex(Path.Combine(folder.Path, "index", "hybrid"), o => o.FlushChunks = 256);
        await using var provider = services.BuildServiceProvider();
        var index = provider.GetRequiredService<IKnowledgeIndex>();
        Assert.IsType<HybridIndex>(index);
        var plain = provider.GetRequiredService<Fts5KnowledgeIndex>();
        var store = provider.GetRequiredService<IContentStore>();
        var blobs = provider.GetRequiredService<IBlobStore>();
        var random = new Random(31);
        var documents = new List<DocumentId>();
        for (var step = 0; step < 120; step++)
        {
            var uri = $"doc{random.Next(80)}";
            var text = string.Join("\n\n", Enumerable.Range(0, random.Next(1, 5)).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => Word(random)))));
            var bytes = Encoding.UTF8.GetBytes(text);
            var hash = (await blobs.PutAsync([bytes]))[0];
            var accepted = (await store.AcceptAsync([new Submission(random.Next(2) == 0 ? "left" : "right", uri, hash, bytes.Length)]))[0];
            await store.CommitParsedAsync([Parse(accepted.Ref, text, random.Next(2) == 0 ? Word(random) : null)]);
            documents.Add(accepted.Ref.Id);
            if (step % 7 == 6)
                await store.DeleteAsync([documents[random.Next(documents.Count)]]);
            if (step % 5 != 4)
                continue;
            Assert.Equal(await plain.CatchUpAsync(), await index.CatchUpAsync());
            for (var n = 0; n < 10; n++)
            {
                var query = new IndexQuery($"{Word(random)} {Word(random)}", [], new SearchFilter(random.Next(2) == 0 ? null : new HashSet<int> { 1 }), 1000);
                Assert.Equal(
                    (await plain.SearchAsync(query)).Legs[0].Hits.Select(h => h.ChunkKey).Order(),
                    (await index.SearchAsync(query)).Legs[0].Hits.Select(h => h.ChunkKey).Order());
            }
        }

        var report = await index.VerifyAsync();
        Assert.True(report.Healthy, string.Join('\n', report.Problems));
        Assert.Equal(report.LogSequence, report.AppliedSequence);
    }

    [Fact]
    public void A_setting_out_of_its_range_is_refused()
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IChangeLog>(new MemoryChangeLog());
        services.AddAssistantIndex(Path.GetTempPath(), o => o.Bm25.B = 1.5);
        using var provider = services.BuildServiceProvider();
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => provider.GetRequiredService<IKnowledgeIndex>());
    }

    private static string Word(Random random) => $"{"bdfgkm"[random.Next(6)]}{"aou"[random.Next(3)]}{"bdfgkm"[random.Next(6)]}{"aou"[random.Next(3)]}k";

    private static ParsedContent Parse(ContentRef content, string text, string? title)
    {
        var chunks = new List<Chunk>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
            end = end < 0 ? text.Length : end;
            chunks.Add(new Chunk(start, end, title is null ? [] : [title], null, BlockKind.Paragraph));
            start = end + 2;
        }

        return new ParsedContent(content, new ParsedDocument(ContentKind.Text, "text/plain", title, text, []), chunks, null, false);
    }
}
