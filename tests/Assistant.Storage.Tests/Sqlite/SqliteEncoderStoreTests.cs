using Assistant.Core.Content;
using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests.Sqlite;

// CA1001: the runner disposes through IAsyncLifetime.
#pragma warning disable CA1001
public sealed class SqliteEncoderStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly EncoderName Old = new("old-1", "bundled"), New = new("new-1", "ORG/NAME");
    private readonly StorageFixture _storage = new();

    private IEncoderStore Encoders => _storage.Encoders;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task An_assignment_is_read_as_it_was_written_by_any_process()
    {
        var written = new EncoderAssignment(EncoderRole.Image, Old)
        {
            Building = New,
            Previous = new EncoderName("older-1", "/models/older"),
            Declined = "never-1",
            Started = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            Changed = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_456),
        };
        await Encoders.WriteAsync(written);
        await using var other = _storage.OpenAgain();
        Assert.Equal([written], other.Encoders.Read());
        await Encoders.WriteAsync(written with { Building = null, Started = null });
        Assert.Equal([written with { Building = null, Started = null }], other.Encoders.Read());
    }

    [Fact]
    public async Task A_switch_waits_for_the_last_vector_and_happens_once()
    {
        await _storage.AddAsync("a.md", "one\n\ntwo");
        await BuildAsync(EncoderRole.Text);
        var missing = await Encoders.ReadTextsWithoutVectorAsync(New.Id, 0, 10);
        Assert.Equal(["one", "two"], missing.Select(one => one.Text));
        await StoreAsync(New.Id, missing[0].ChunkKey);
        Assert.Null(await Encoders.SwitchAsync(EncoderRole.Text, New.Id, 0));
        Assert.Null(await Encoders.SwitchAsync(EncoderRole.Text, "another-1", long.MaxValue));
        await StoreAsync(New.Id, missing[1].ChunkKey);
        Assert.Equal((2, 2), await Encoders.CountAsync(EncoderRole.Text, New.Id));

        var next = await Encoders.SwitchAsync(EncoderRole.Text, New.Id, 0);
        Assert.Equal((New, null, Old), (next!.Active, next.Building, next.Previous));
        Assert.Null(await Encoders.SwitchAsync(EncoderRole.Text, New.Id, 0));
    }

    [Fact]
    public async Task A_document_that_was_parsed_before_the_build_holds_the_switch_up_until_it_is_embedded()
    {
        var waiting = (await _storage.AcceptAsync("waiting.md", "text")).Ref;
        await _storage.CommitAsync(waiting, "text", needsVectors: true);
        await BuildAsync(EncoderRole.Text);
        // The pipeline has it in hand: a build does not take it, and does not finish without it.
        Assert.Empty(await Encoders.ReadTextsWithoutVectorAsync(New.Id, 0, 10));
        Assert.Equal(0, await Encoders.SettledKeyAsync());
        Assert.Null(await Encoders.SwitchAsync(EncoderRole.Text, New.Id, 0));
        await _storage.Store.CommitVectorsAsync([waiting], []);
        var missing = Assert.Single(await Encoders.ReadTextsWithoutVectorAsync(New.Id, 0, 10));
        Assert.Equal(missing.ChunkKey, await Encoders.SettledKeyAsync());
    }

    [Fact]
    public async Task A_document_that_is_parsed_later_does_not_hold_the_switch_up()
    {
        await BuildAsync(EncoderRole.Text, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1));
        var later = (await _storage.AcceptAsync("later.md", "text")).Ref;
        await _storage.CommitAsync(later, "text", needsVectors: true);
        Assert.NotNull(await Encoders.SwitchAsync(EncoderRole.Text, New.Id, 0));
    }

    [Fact]
    public async Task Pictures_have_their_vector_at_their_first_chunk_and_are_read_from_their_own_bytes()
    {
        await _storage.AddAsync("page.md", "words");
        var picture = await _storage.AddAsync("a.png", "caption\n\nread text", kind: ContentKind.Image);
        var source = Assert.Single(await Encoders.ReadPicturesWithoutVectorAsync(New.Id, 0, 10));
        Assert.Equal((picture, "image/png"), (source.Ref, source.MediaType));
        Assert.Equal("caption\n\nread text"u8.ToArray(), (await _storage.Blobs.ReadAsync(source.Blob!.Value))!.Value.ToArray());
        Assert.Equal(source, Assert.Single(await Encoders.ReadPicturesWithoutVectorAsync([picture], New.Id)));

        // A newer version was accepted and is not parsed yet: the live one's bytes are gone, and there is no thumbnail here.
        await _storage.AcceptAsync("a.png", "other bytes");
        Assert.Null(Assert.Single(await Encoders.ReadPicturesWithoutVectorAsync(New.Id, 0, 10)).Blob);

        await StoreAsync(New.Id, source.ChunkKey, ContentKind.Image);
        Assert.Empty(await Encoders.ReadPicturesWithoutVectorAsync(New.Id, 0, 10));
        Assert.Equal(3, (await Encoders.ReadTextsWithoutVectorAsync(New.Id, 0, 10)).Count); // a picture's vector is not its captions'
        Assert.Equal((1, 1), await Encoders.CountAsync(EncoderRole.Image, New.Id));
        Assert.Single(await Encoders.ReadPictureVectorsAsync(New.Id, 5));
        Assert.Equal(new Dictionary<long, long> { [source.ChunkKey] = source.ChunkKey, [source.ChunkKey + 1] = source.ChunkKey }, await _storage.Store.ReadPictureKeysAsync([source.ChunkKey - 1, source.ChunkKey, source.ChunkKey + 1]));
    }

    [Fact]
    public async Task A_refusal_counts_as_an_answer_stands_at_the_document_and_is_no_vector()
    {
        var picture = await _storage.AddAsync("a.png", "caption", kind: ContentKind.Image);
        var source = Assert.Single(await Encoders.ReadPicturesWithoutVectorAsync(New.Id, 0, 10));
        await _storage.Store.CommitVectorsAsync([], [new ChunkVector(source.ChunkKey, New.Id, ContentKind.Image, default) { Refusal = "no picture" }]);
        Assert.Empty(await Encoders.ReadPicturesWithoutVectorAsync(New.Id, 0, 10));
        Assert.Empty(await _storage.Log.ReadVectorsAsync(1, long.MaxValue));
        Assert.Equal((ContentState.Indexed, "no picture"), (await _storage.Store.FindAsync(picture.Id)) is { } record ? (record.State, record.Reason) : default);
        await _storage.Index.CatchUpAsync();
        Assert.Empty((await _storage.Index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_image", New.Id, ContentKind.Image, new float[] { 1, 0 })], new SearchFilter(), 5))).Legs[0].Hits);
    }

    [Fact]
    public async Task Pruning_spares_what_serves_and_tells_the_index()
    {
        await _storage.AddAsync("a.md", "one\n\ntwo");
        await Encoders.WriteAsync(new EncoderAssignment(EncoderRole.Text, New) { Previous = Old });
        foreach (var chunk in await Encoders.ReadTextsWithoutVectorAsync(New.Id, 0, 10))
        {
            await StoreAsync(New.Id, chunk.ChunkKey);
            await StoreAsync(Old.Id, chunk.ChunkKey);
        }

        Assert.Equal(2, await HitsAsync(Old.Id));
        Assert.Equal(0, await Encoders.PruneAsync(EncoderRole.Text, New.Id, 10));
        Assert.Equal(1, await Encoders.PruneAsync(EncoderRole.Text, Old.Id, 1));
        Assert.Equal(1, await Encoders.PruneAsync(EncoderRole.Text, Old.Id, 10));
        Assert.Equal(0, await Encoders.PruneAsync(EncoderRole.Text, Old.Id, 10));
        Assert.Null(Assert.Single(Encoders.Read()).Previous);
        Assert.Equal((0, 2), (await HitsAsync(Old.Id), await HitsAsync(New.Id)));

        async Task<int> HitsAsync(string encoder)
        {
            await _storage.Index.CatchUpAsync();
            return (await _storage.Index.SearchAsync(new IndexQuery(null, [new DenseProbe("dense_text", encoder, ContentKind.Text, new float[] { 1, 0 })], new SearchFilter(), 5))).Legs[0].Hits.Count;
        }
    }

    [Fact]
    public async Task Noise_is_kept_by_encoder()
    {
        await Encoders.WriteAsync(new EncoderAssignment(EncoderRole.Image, New));
        Assert.Null(Encoders.ReadNoise(New.Id));
        await Encoders.WriteNoiseAsync(New.Id, new ImageNoise(0.21, 0.03, 40));
        Assert.Equal(new ImageNoise(0.21, 0.03, 40), Encoders.ReadNoise(New.Id));
        Assert.Null(Encoders.ReadNoise(Old.Id));
    }

    private ValueTask BuildAsync(EncoderRole role, DateTimeOffset? started = null) =>
        Encoders.WriteAsync(new EncoderAssignment(role, Old) { Building = New, Started = started ?? DateTimeOffset.UtcNow });

    private ValueTask<long> StoreAsync(string encoder, long chunk, ContentKind modality = ContentKind.Text) =>
        _storage.Store.CommitVectorsAsync([], [new ChunkVector(chunk, encoder, modality, new float[] { 0.6f, 0.8f })]);
}
