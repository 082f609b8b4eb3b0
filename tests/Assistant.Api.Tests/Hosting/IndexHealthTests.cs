using Assistant.Api.Hosting;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Assistant.Api.Tests.Hosting;

public sealed class IndexHealthTests
{
    [Fact]
    public async Task The_index_is_ready_once_it_contains_what_the_log_held_at_the_start()
    {
        var state = new State { Latest = 5, AppliedSequence = 0 };
        var health = new IndexHealth(state, state);
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());
        (state.Latest, state.AppliedSequence) = (9, 4);
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());

        // What arrived since then may be on its way.
        state.AppliedSequence = 5;
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());

        async Task<HealthStatus> CheckAsync() => (await health.CheckHealthAsync(new HealthCheckContext())).Status;
    }

    private sealed class State : IChangeLog, IKnowledgeIndex
    {
        public long Latest { get; set; }

        public long AppliedSequence { get; set; }

        public ValueTask<long> LatestAsync(CancellationToken cancellationToken = default) => new(Latest);

        public ValueTask<IReadOnlyList<IndexChange>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<IndexedChunk>> ReadChunksAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ChunkVector>> ReadVectorsAsync(long firstKey, long lastKey, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<long> CatchUpAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IndexResult> SearchAsync(IndexQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IndexReport> VerifyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IndexReport> RebuildAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
