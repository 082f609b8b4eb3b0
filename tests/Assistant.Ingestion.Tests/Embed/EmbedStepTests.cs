using System.Collections.Concurrent;
using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Ingestion.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Ingestion.Tests.Embed;

public sealed class EmbedStepTests : IDisposable
{
    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Chunks_of_many_documents_go_to_the_encoder_in_batches_and_are_found_by_their_vectors()
    {
        var letters = new LetterEncoder();
        await using var pipeline = await StartAsync(letters);
        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 100).Select(i => ($"{i}.md", i == 42 ? "zzzz zzzz zzzz" : $"aaaa bbbb {i}"))]);

        var records = await pipeline.FinishAsync(accepted);

        Assert.All(records, r => Assert.Equal(ContentState.Indexed, r.State));
        Assert.Equal(100, letters.Batches.Sum());
        Assert.All(letters.Batches, size => Assert.InRange(size, 1, 16));
        Assert.True(letters.Batches.Count < 50, $"{letters.Batches.Count} calls for 100 documents");
        var result = await pipeline.Index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_text", "letters", ContentKind.Text, LetterEncoder.Encode("zzzz zzzz"))], new SearchFilter(), 10));
        var best = result.Legs[^1].Hits[0];
        Assert.Equal("42.md", (await pipeline.Store.ReadPassagesAsync([best.ChunkKey], null))[0].Uri);
    }

    [Fact]
    public async Task Text_is_found_before_its_vectors_are_there()
    {
        var letters = new LetterEncoder { Gate = new TaskCompletionSource() };
        await using var pipeline = await StartAsync(letters);
        var accepted = await pipeline.SubmitAsync("a.md", "quartzfinch");

        await Until.TrueAsync(async () => (await pipeline.SearchAsync("quartzfinch")).SequenceEqual(["a.md"]));
        Assert.Equal(ContentState.Parsed, (await pipeline.Store.FindAsync(accepted.Ref.Id))!.State);

        letters.Gate.SetResult();
        Assert.Equal(ContentState.Indexed, (await pipeline.FinishAsync(accepted))[0].State);
    }

    [Fact]
    public async Task An_encoder_that_fails_on_one_text_fails_that_document_only()
    {
        var letters = new LetterEncoder { Refuses = "poison" };
        await using var pipeline = await StartAsync(letters, ("Assistant:Ingestion:RetryLimit", "1"));
        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 20).Select(i => ($"{i}.md", i == 7 ? "poison" : $"fine {i}"))]);

        var records = await pipeline.FinishAsync(accepted);

        var failed = Assert.Single(records, r => r.State != ContentState.Indexed);
        Assert.Equal(("7.md", ContentState.Failed), (failed.Uri, failed.State));
        Assert.StartsWith("embed: ", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_that_wait_for_vectors_are_finished_when_the_encoder_was_taken_away()
    {
        var letters = new LetterEncoder { Gate = new TaskCompletionSource() };
        await using (var with = await StartAsync(letters))
        {
            await with.SubmitAsync("a.md", "quartzfinch");
            await Until.TrueAsync(async () => (await with.Progress.CountAsync())[ContentState.Parsed] == 1);
            letters.Gate.SetCanceled();
        }

        await using var without = await TestPipeline.StartAsync(data.Path);
        await Until.TrueAsync(async () => (await without.Progress.CountAsync())[ContentState.Indexed] == 1);
        Assert.Equal(["a.md"], await without.SearchAsync("quartzfinch"));
    }

    private Task<TestPipeline> StartAsync(LetterEncoder letters, params (string Name, string Value)[] settings) => TestPipeline.StartAsync(
        data.Path,
        new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))) { ["Assistant:Ingestion:EmbedBatchSize"] = "16" },
        services => services.AddSingleton<IEncoderDirectory>(new FixedEncoders(new Encoder("letters", 26) { Text = letters }, null)));

    /// <summary>Counts letters: a stand-in at the model boundary.</summary>
    private sealed class LetterEncoder : IEmbeddingGenerator<string, Embedding<float>>
    {
        public ConcurrentQueue<int> Batches { get; } = [];

        public TaskCompletionSource? Gate { get; init; }

        public string? Refuses { get; init; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (Gate is not null)
                await Gate.Task.WaitAsync(cancellationToken);
            var texts = values.ToArray();
            if (Refuses is not null && texts.Any(t => t.Contains(Refuses, StringComparison.Ordinal)))
                throw new InvalidOperationException("this text cannot be encoded");
            Batches.Enqueue(texts.Length);
            return [.. texts.Select(t => new Embedding<float>(Encode(t)))];
        }

        public static float[] Encode(string text)
        {
            var vector = new float[26];
            foreach (var letter in text.ToLowerInvariant().Where(char.IsAsciiLetter))
                vector[letter - 'a']++;
            var length = MathF.Sqrt(vector.Sum(v => v * v));
            return [.. vector.Select(v => length == 0 ? 0 : v / length)];
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
