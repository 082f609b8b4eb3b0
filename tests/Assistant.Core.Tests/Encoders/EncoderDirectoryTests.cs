using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;
using Assistant.Core.Tests.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Tests.Encoders;

public sealed class EncoderDirectoryTests : IDisposable
{
    private readonly AssignedEncoders store = new();
    private readonly CountingLoader loader = new();
    private EncoderDirectory? directory;

    public void Dispose() => directory?.Dispose();

    [Fact]
    public void A_model_of_both_roles_is_loaded_once_and_disposed_once()
    {
        store.Assignments = [new(EncoderRole.Text, new("a-1", "a")), new(EncoderRole.Image, new("a-1", "alias-of-a"))];
        var encoders = Open();
        Assert.Same(encoders.ForQueries(EncoderRole.Text), encoders.ForQueries(EncoderRole.Image));
        encoders.ForQueries(EncoderRole.Text);
        Assert.Equal(["a", "alias-of-a"], loader.Loaded.Select(made => made.Model));
        Assert.Equal([false, true], loader.Loaded.Select(made => made.Disposed)); // the second copy is not kept
        encoders.Dispose();
        Assert.All(loader.Loaded, made => Assert.True(made.Disposed));
    }

    [Fact]
    public void While_one_is_built_both_see_new_documents_and_only_the_active_one_queries()
    {
        store.Assignments = [new(EncoderRole.Text, new("a-1", "a")) { Building = new("b-1", "b") }];
        var encoders = Open();
        Assert.Equal(["a-1", "b-1"], encoders.ForIngestion(EncoderRole.Text).Select(encoder => encoder.Id));
        Assert.Equal("a-1", encoders.ForQueries(EncoderRole.Text)!.Id);
        Assert.Empty(encoders.ForIngestion(EncoderRole.Image));
    }

    [Fact]
    public void A_model_that_became_another_one_is_not_used_for_the_vectors_of_the_old()
    {
        store.Assignments = [new(EncoderRole.Text, new("a-0", "a"))];
        var encoders = Open();
        Assert.Null(encoders.ForQueries(EncoderRole.Text));
        Assert.Contains("a-1", encoders.Problem(new EncoderName("a-0", "a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_is_turned_off_has_nobody_and_a_missing_model_says_why()
    {
        store.Assignments = [new(EncoderRole.Text, new("a-1", "a")), new(EncoderRole.Image, new("gone-1", "gone"))];
        var encoders = Open(new EncoderOptions { Text = "None" });
        Assert.Null(encoders.ForQueries(EncoderRole.Text));
        Assert.Null(encoders.ForQueries(EncoderRole.Image));
        Assert.Equal("There is no gone.", encoders.Problem(new EncoderName("gone-1", "gone")));
        Assert.Throws<EncoderLoadException>(() => encoders.Find("gone"));
    }

    [Fact]
    public void A_change_by_another_process_is_seen_by_ingestion()
    {
        store.Assignments = [new(EncoderRole.Text, new("a-1", "a"))];
        var time = new SteppedTime();
        var encoders = Open(time: time);
        Assert.Single(encoders.ForIngestion(EncoderRole.Text));
        store.Assignments = [new(EncoderRole.Text, new("a-1", "a")) { Building = new("b-1", "b") }];
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(2, encoders.ForIngestion(EncoderRole.Text).Count);
    }

    private EncoderDirectory Open(EncoderOptions? options = null, TimeProvider? time = null) =>
        directory = new EncoderDirectory(store, Options.Create(options ?? new EncoderOptions()), NullLogger<EncoderDirectory>.Instance, loader, time);

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class CountingLoader : IEncoderLoader
    {
        public List<Made> Loaded { get; } = [];

        public Encoder Load(string model)
        {
            if (model == "gone") throw new EncoderLoadException("There is no gone.");
            var made = new Made(model);
            Loaded.Add(made);
            return new Encoder($"{model[^1]}-1", 2) { Text = made };
        }
    }

    private sealed class Made(string model) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public string Model => model;

        public bool Disposed { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => Disposed = true;
    }
}
