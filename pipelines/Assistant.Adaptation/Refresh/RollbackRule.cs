using Assistant.Adaptation.Versions;
using Assistant.Core.Feedback;
using Assistant.Core.Learning.Refresh;

namespace Assistant.Adaptation.Refresh;

/// <summary>Takes a version back when the thumbs fall under it: by three deviations, among its first 500, against the last 500 of what served before.</summary>
internal sealed class RollbackRule(ISignalStore signals, AdapterFolder folder, AdapterVersions versions)
{
    private const int Votes = 20_000;

    /// <summary>Checks what serves.</summary>
    /// <returns>Versions taken back, with their direction and what serves instead (null: the plain encoder).</returns>
    public async Task<IReadOnlyList<(string Direction, string TakenBack, string? Serving)>> CheckAsync(CancellationToken cancellationToken)
    {
        var slots = folder.ReadState().Slots.Where(slot => slot.Version is not null).ToList();
        if (slots.Count == 0) return [];
        var thumbs = (await signals.ReadVotesAsync(Votes, cancellationToken))
            .Where(entry => entry.Trusted && !Signals.IsHint(entry.Vote.Signal))
            .Select(entry => (Names: entry.Vote.Adapter.Split('+'), entry.Vote.Collection, entry.Vote.At, Up: entry.Vote.Value > 0))
            .OrderBy(vote => vote.At)
            .ToList();
        List<(string, string, string?)> done = [];
        foreach (var slot in slots)
        {
            var manifest = versions.Find(slot.Version!).Manifest;
            // Weights of legs answer for their own collection.
            var collection = FusionNames.CollectionOf(slot.Direction);
            var own = collection is null ? thumbs : thumbs.Where(vote => vote.Collection == collection).ToList();
            var kind = collection is null ? slot.Direction : FusionNames.Kind;
            var now = own.Where(vote => vote.Names.Contains(slot.Version)).Take(ThumbsWatch.Answers).ToList();
            var before = own.Where(vote => vote.At < manifest.CreatedAt && (manifest.Parent is { } parent ? vote.Names.Contains(parent) : !vote.Names.Any(name => name.StartsWith(kind, StringComparison.Ordinal)))).TakeLast(ThumbsWatch.Answers).ToList();
            if (!ThumbsWatch.HasFallen(before.Count(vote => vote.Up), before.Count, now.Count(vote => vote.Up), now.Count)) continue;
            if (versions.RollBack(slot.Direction, slot.EncoderId) is { } back) done.Add((slot.Direction, back.TakenBack, back.Serving));
        }

        return done;
    }
}
