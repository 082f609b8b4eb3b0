using Assistant.Core.Content;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Recovery;

/// <summary>
/// The documents that are between the steps right now, at most <see cref="IngestionOptions.Window"/>: what bounds memory,
/// messages and repeated sends. Empty in a worker, which starts nothing by itself. Thread-safe.
/// </summary>
internal sealed class InFlightWindow(IOptions<IngestionOptions> options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<DocumentId, Entry> entries = [];
    private readonly int capacity = options.Value.Window;

    /// <summary>Raised after a release, when there is room.</summary>
    public event Action? Released;

    /// <summary>Most entries there ever were.</summary>
    public int Peak { get; private set; }

    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    public int Room => capacity - Count;

    /// <summary>Takes a version in; false when there is no room, or when this or a newer version is in already.</summary>
    public bool TryAdd(ContentRef content)
    {
        lock (gate)
        {
            if (entries.TryGetValue(content.Id, out var present))
            {
                if (present.Version >= content.Version)
                    return false;
            }
            else if (entries.Count >= capacity)
            {
                return false;
            }

            entries[content.Id] = new Entry(content.Version, time.GetTimestamp(), 0);
            Peak = Math.Max(Peak, entries.Count);
            return true;
        }
    }

    public bool Contains(ContentRef content)
    {
        lock (gate)
            return entries.TryGetValue(content.Id, out var present) && present.Version >= content.Version;
    }

    /// <summary>Lets versions go that are finished, gone or replaced; a newer version of the same document stays.</summary>
    public void Release(IEnumerable<ContentRef> contents)
    {
        var released = false;
        lock (gate)
        {
            foreach (var content in contents)
                if (entries.TryGetValue(content.Id, out var present) && present.Version <= content.Version)
                    released |= entries.Remove(content.Id);
        }

        if (released)
            Released?.Invoke();
    }

    /// <summary>Names the versions that were sent longer ago than <paramref name="staleAfter"/>, twice as long after each repeat, and counts them as sent now.</summary>
    public IReadOnlyList<ContentRef> TakeStale(TimeSpan staleAfter)
    {
        lock (gate)
        {
            List<ContentRef> stale = [];
            foreach (var (id, entry) in entries)
                if (time.GetElapsedTime(entry.SentAt) > staleAfter * Math.Pow(2, entry.Repeats))
                    stale.Add(new ContentRef(id, entry.Version));
            foreach (var content in stale)
                entries[content.Id] = new Entry(content.Version, time.GetTimestamp(), Math.Min(entries[content.Id].Repeats + 1, 16));
            return stale;
        }
    }

    private readonly record struct Entry(int Version, long SentAt, int Repeats);
}
