using Assistant.Core.Content;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Versions;

/// <summary>Which version serves, and how that changes: promotion, rollback, and the end of versions that learned from deleted documents.</summary>
public sealed class AdapterVersions(AdapterFolder folder, LearnedAdapters learned, IContentStore store, IOptions<AdaptationOptions> options, TimeProvider time)
{
    private const int Rejected = 20, Batch = 500;

    /// <summary>Every version with its state, the oldest first.</summary>
    public IReadOnlyList<(AdapterManifest Manifest, string State)> List()
    {
        var state = folder.ReadState();
        return [.. folder.List().Versions.Select(version => (version, StateOf(version, state)))];
    }

    /// <summary>A version with its state.</summary>
    /// <exception cref="AdapterRefusedException">There is none, or its manifest cannot be read.</exception>
    public (AdapterManifest Manifest, string State) Find(string version)
    {
        var manifest = folder.ReadManifest(version);
        return (manifest, StateOf(manifest, folder.ReadState()));
    }

    /// <summary>Lets a version serve; null for the plain encoder. Older ones beyond the five that are kept are removed.</summary>
    public void Serve(string direction, string encoderId, string? version)
    {
        if (version is not null) folder.Check(version, direction, encoderId);
        folder.Change(state =>
        {
            var slot = state.Of(direction, encoderId);
            return slot.Version == version ? state : state.With(slot with { Version = version, Before = [.. new[] { slot.Version }.Concat(slot.Before.Where(before => before != version)).Take(AdapterFolder.Kept - 1)] });
        });
        learned.Reload();
        Prune(direction, encoderId);
    }

    /// <summary>Promotes a version by hand.</summary>
    /// <exception cref="AdapterRefusedException">There is none, the gate refused it, or its file cannot be used.</exception>
    public AdapterManifest Promote(string version)
    {
        var manifest = folder.ReadManifest(version);
        if (!manifest.Promoted) throw new AdapterRefusedException($"{version} was refused by the gate: {string.Join("; ", manifest.Reasons)}");
        Serve(manifest.Direction, manifest.EncoderId, version);
        folder.Change(state => state with { RolledBack = [.. state.RolledBack.Where(name => name != version)] });
        return manifest;
    }

    /// <summary>Lets the plain encoder serve: the kill switch by hand.</summary>
    /// <param name="direction">Where; null for everywhere.</param>
    /// <returns>Whether anything changed.</returns>
    public bool PromoteBase(string? direction)
    {
        var slots = folder.ReadState().Slots.Where(slot => slot.Version is not null && (direction is null || slot.Direction == direction)).ToList();
        foreach (var slot in slots) Serve(slot.Direction, slot.EncoderId, null);
        return slots.Count > 0;
    }

    /// <summary>Takes the version in force back and lets the one before it serve.</summary>
    /// <returns>What was taken back and what serves now (null: the plain encoder); null when nothing learned serves the direction.</returns>
    /// <exception cref="AdapterRefusedException">No version before it can be used; promote base then.</exception>
    public (string TakenBack, string? Serving)? RollBack(string direction, string encoderId)
    {
        var slot = folder.ReadState().Of(direction, encoderId);
        if (slot.Version is not { } bad) return null;
        var before = slot.Before is [var last, ..] ? last : null;
        if (before is not null) folder.Check(before, direction, encoderId);
        folder.Change(state => state.With(state.Of(direction, encoderId) with { Version = before, Before = [.. slot.Before.Skip(1)] }) with { RolledBack = [.. state.RolledBack.Append(bad).Distinct()] });
        learned.Reload();
        return (bad, before);
    }

    /// <summary>What serves a direction now, unless a document that it learned from is gone: then it is the plain encoder that a candidate is compared with.</summary>
    internal async Task<(string? Version, IQueryAdapter Adapter, DateTimeOffset Until, bool Lost)> ServingAsync(string direction, string encoderId, CancellationToken cancellationToken)
    {
        if (folder.ReadState().Of(direction, encoderId).Version is not { } version) return (null, IdentityAdapter.Instance, DateTimeOffset.MinValue, false);
        AdapterManifest manifest;
        IQueryAdapter adapter;
        try
        {
            manifest = folder.ReadManifest(version);
            adapter = folder.Load(version, direction, encoderId);
        }
        catch (AdapterRefusedException)
        {
            // A version that cannot be read does not serve; the next one follows the plain encoder.
            return (null, IdentityAdapter.Instance, DateTimeOffset.MinValue, true);
        }

        return await HasLostAsync(manifest, cancellationToken) ? (null, IdentityAdapter.Instance, DateTimeOffset.MinValue, true) : (version, adapter, manifest.Data.Until, false);
    }

    /// <summary>Finds versions that learned from documents which are gone; removes those that do not serve, after the grace period.</summary>
    /// <returns>Slots whose version in force has to be trained anew.</returns>
    internal async Task<IReadOnlyList<AdapterSlot>> CondemnAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var condemned = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var state = folder.ReadState();
        foreach (var manifest in folder.List().Versions.Where(version => version.Sha256 is not null))
        {
            if (await HasLostAsync(manifest, cancellationToken)) condemned[manifest.Version] = state.Condemned.GetValueOrDefault(manifest.Version, now);
        }

        var serving = state.Slots.Where(slot => slot.Version is { } version && condemned.ContainsKey(version)).ToList();
        foreach (var (version, since) in condemned.Where(entry => now - entry.Value >= options.Value.GracePeriod && !state.Slots.Any(slot => slot.Version == entry.Key)).ToList())
        {
            folder.Change(current => current with { Slots = [.. current.Slots.Select(slot => slot with { Before = [.. slot.Before.Where(before => before != version)] })] });
            folder.Remove(version);
            condemned.Remove(version);
        }

        if (condemned.Count != state.Condemned.Count || condemned.Keys.Except(state.Condemned.Keys).Any()) folder.Change(current => current with { Condemned = condemned });
        return serving;
    }

    /// <summary>Whether a document that a version learned from is gone.</summary>
    internal async Task<bool> HasLostAsync(AdapterManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var batch in manifest.Lineage.Select(id => new DocumentId(id)).Chunk(Batch))
        {
            if ((await store.FindAsync(batch, cancellationToken)).Count < batch.Length) return true;
        }

        return false;
    }

    private void Prune(string direction, string encoderId)
    {
        var state = folder.ReadState();
        var slot = state.Of(direction, encoderId);
        var own = folder.List().Versions.Where(version => version.Direction == direction && version.EncoderId == encoderId).ToList();
        foreach (var old in own.Where(version => version.Promoted && version.Version != slot.Version && !slot.Before.Contains(version.Version))) folder.Remove(old.Version);
        foreach (var old in own.Where(version => !version.Promoted).SkipLast(Rejected)) folder.Remove(old.Version);
    }

    private static string StateOf(AdapterManifest version, AdapterSlots state) =>
        state.Slots.Any(slot => slot.Version == version.Version) ? "Active"
        : !version.Promoted ? "Rejected"
        : state.RolledBack.Contains(version.Version) ? "RolledBack"
        : "Retired";
}
