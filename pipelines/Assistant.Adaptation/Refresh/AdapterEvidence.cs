using System.Diagnostics;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Retrieval;

namespace Assistant.Adaptation.Refresh;

/// <summary>Measures a candidate for the gate: validation, reference and canary queries through the index, and the time that it takes.</summary>
internal sealed class AdapterEvidence(IKnowledgeIndex index, IContentStore store, Encoder encoder, AdapterDirection direction, IReadOnlyList<GateQuery> reference, IReadOnlyList<string> canaries, Func<Task> pause)
{
    private const int CanaryDepth = 3, Timings = 101;
    private readonly RecallMeter meter = new(index, store, direction, encoder.Id);
    private IReadOnlyList<ReadOnlyMemory<float>>? canaryVectors;

    /// <summary>Measures.</summary>
    /// <param name="snapshot">Its validation and gold parts.</param>
    /// <param name="serving">What the candidate would follow.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="referenceCosine">Mean cosine of moved to plain reference queries.</param>
    /// <param name="learnedUntil">Time of the newest item that <paramref name="serving"/> learned from; later ones are new.</param>
    /// <param name="cancellationToken">Ends the measuring.</param>
    public async Task<GateEvidence> MeasureAsync(TrainingSnapshot snapshot, IQueryAdapter serving, IQueryAdapter candidate, double referenceCosine, DateTimeOffset learnedUntil, CancellationToken cancellationToken)
    {
        var fresh = snapshot.Positives.Concat(snapshot.Negatives).Concat(snapshot.Validation).Where(item => item.At > learnedUntil).Select(item => item.Collection).ToHashSet(StringComparer.Ordinal);
        List<DomainEvidence> domains = [];
        var measured = snapshot.Validation.GroupBy(item => item.Collection, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Queries(group), StringComparer.Ordinal);
        foreach (var (collection, queries) in measured.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            domains.Add(new DomainEvidence(collection, fresh.Contains(collection), await PairAsync(queries, serving, candidate, cancellationToken)));
        // A collection that nobody judged must not get worse either.
        foreach (var group in reference.Where(query => !measured.ContainsKey(query.Collection)).GroupBy(query => query.Collection, StringComparer.Ordinal))
            domains.Add(new DomainEvidence(group.Key, false, await PairAsync([.. group], serving, candidate, cancellationToken)));

        return new GateEvidence
        {
            Domains = domains,
            Guard = await PairAsync([.. reference, .. Queries(snapshot.Gold)], IdentityAdapter.Instance, candidate, cancellationToken),
            ChangedCanaries = await ChangedAsync(candidate, cancellationToken),
            ReferenceCosine = referenceCosine,
            AddedMilliseconds = MedianMilliseconds(candidate),
        };
    }

    /// <summary>R@10 of validation queries of new domains with one adapter and with another.</summary>
    public Task<PairedScores> CompareAsync(TrainingSnapshot snapshot, IQueryAdapter one, IQueryAdapter other, CancellationToken cancellationToken) =>
        PairAsync(Queries(snapshot.Validation), one, other, cancellationToken);

    private static List<GateQuery> Queries(IEnumerable<Core.Learning.Replay.ReplayItem> items) => [.. items.Select(item => new GateQuery(item.Collection, item.Target, item.Query))];

    private async Task<PairedScores> PairAsync(IReadOnlyList<GateQuery> queries, IQueryAdapter before, IQueryAdapter after, CancellationToken cancellationToken) =>
        new(await meter.RecallAsync(queries, before, pause, cancellationToken), await meter.RecallAsync(queries, after, pause, cancellationToken));

    private async Task<IReadOnlyList<string>> ChangedAsync(IQueryAdapter candidate, CancellationToken cancellationToken)
    {
        if (canaries.Count == 0 || encoder.Text is not { } tower || direction is AdapterDirection.ImageToImage or AdapterDirection.ImageToText) return [];
        canaryVectors ??= [.. (await tower.GenerateAsync(canaries, EncoderInput.Query, cancellationToken)).Select(embedding => embedding.Vector)];
        List<string> changed = [];
        for (var i = 0; i < canaries.Count; i++)
        {
            var before = await meter.FindAsync(canaryVectors[i], IdentityAdapter.Instance, null, CanaryDepth, cancellationToken);
            var after = await meter.FindAsync(canaryVectors[i], candidate, null, CanaryDepth, cancellationToken);
            if (!before.SequenceEqual(after)) changed.Add(canaries[i]);
        }

        return changed;
    }

    private double MedianMilliseconds(IQueryAdapter candidate)
    {
        // Reference queries bypass; the adapter works hardest on what it knows, so the time of the longest path is that of any vector at its centroids.
        var row = new Matrix(1, encoder.Dimensions);
        var centre = candidate is RoutedAdapter routed ? routed.Router.Domains[0].Centroids[0].ToArray() : [1f];
        centre.CopyTo(row[0]);
        row.NormalizeRows();
        var times = new double[Timings];
        for (var i = 0; i < times.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            candidate.Apply(row);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Timings / 2];
    }
}
