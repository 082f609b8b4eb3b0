using Assistant.Core.Conversations;

namespace Assistant.Core.Tests.Answering;

/// <summary>Summaries in memory, and how many were kept.</summary>
internal sealed class InMemorySummaries : ISummaryStore
{
    private readonly Dictionary<(Guid, string), string> kept = [];

    public List<string> Kept { get; } = [];

    public ValueTask<string?> FindAsync(Guid conversation, ReadOnlyMemory<byte> turns, CancellationToken cancellationToken = default) =>
        new(kept.GetValueOrDefault((conversation, Convert.ToHexString(turns.Span))));

    public ValueTask KeepAsync(Guid conversation, ReadOnlyMemory<byte> turns, string summary, CancellationToken cancellationToken = default)
    {
        kept[(conversation, Convert.ToHexString(turns.Span))] = summary;
        Kept.Add(summary);
        return default;
    }
}
