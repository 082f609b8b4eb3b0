using Assistant.Core.Content;
using Assistant.Ingestion.Recovery;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Tests.Recovery;

public sealed class InFlightWindowTests
{
    private readonly InFlightWindow window = new(Options.Create(new IngestionOptions { Window = 64 }), TimeProvider.System);

    [Fact]
    public void It_takes_no_more_than_its_size_and_each_version_once()
    {
        var contents = Enumerable.Range(0, 100).Select(_ => new ContentRef(DocumentId.New(), 1)).ToArray();

        Assert.Equal(64, contents.Count(window.TryAdd));
        Assert.False(window.TryAdd(contents[0]));
        Assert.Equal(0, window.Room);

        window.Release(contents.Take(10));
        Assert.Equal(10, contents.Count(window.TryAdd));
    }

    [Fact]
    public void A_newer_version_takes_the_place_of_the_older_and_outlives_its_release()
    {
        var id = DocumentId.New();
        Assert.True(window.TryAdd(new ContentRef(id, 1)));
        Assert.True(window.TryAdd(new ContentRef(id, 2)));
        Assert.False(window.TryAdd(new ContentRef(id, 1)));

        window.Release([new ContentRef(id, 1)]);
        Assert.True(window.Contains(new ContentRef(id, 2)));

        window.Release([new ContentRef(id, 2)]);
        Assert.Equal(0, window.Count);
    }

    [Fact]
    public void What_does_not_move_is_named_again_after_ever_longer_waits()
    {
        var time = new ManualTime();
        var slow = new InFlightWindow(Options.Create(new IngestionOptions()), time);
        slow.TryAdd(new ContentRef(DocumentId.New(), 1));
        List<int> named = [];
        for (var second = 1; second <= 100; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (slow.TakeStale(TimeSpan.FromSeconds(9.5)).Count > 0)
                named.Add(second);
        }

        Assert.Equal([10, 30, 69], named);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
