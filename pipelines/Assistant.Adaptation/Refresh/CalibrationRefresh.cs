using System.Globalization;
using System.Reflection;
using System.Numerics.Tensors;
using Assistant.Adaptation.Versions;
using Assistant.Core.Encoders;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Calibration;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Learning.Serving;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Refresh;

/// <summary>
/// Learns how sure a look is: the probability that a picture which words find by its look is right, by how far it stands above the noise,
/// from judgements of pictures that were shown. It decides whether an answer says that it found the picture or only guesses; no order
/// changes. Half of the judgements train, the other half measure. One at a time.
/// </summary>
public sealed partial class CalibrationRefresh(
    IReplayStore replay, IEncoderDirectory encoders, IEncoderStore noise, AdapterFolder folder, AdapterVersions versions, IOptions<AdaptationOptions> options, TimeProvider time, ILogger<CalibrationRefresh> logger) : IDisposable
{
    /// <summary>What it serves, and how its versions are named, as interfaces, state and messages write it.</summary>
    public const string Name = "calibration";

    /// <summary>Fewest judgements of pictures, and fewest of those that were right, and of those that were not.</summary>
    public const int FewestJudgements = 40, FewestOfAKind = 8;

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Runs a refresh.</summary>
    /// <param name="trained">Told when it is fitted, with the strategy and the seconds; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing changes then.</param>
    /// <exception cref="IOException">The version cannot be written; what served before goes on.</exception>
    public async Task<RefreshOutcome> RunAsync(Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled) return new RefreshOutcome(false, null, ["learning is switched off: Assistant:Adaptation:Enabled is false"]);
        if (encoders.ForQueries(EncoderRole.Image) is not { Text: not null } encoder) return new RefreshOutcome(false, null, ["no encoder compares words with pictures"]);
        if (noise.ReadNoise(encoder.Id) is not { Deviation: > 0 } background) return new RefreshOutcome(false, null, [$"the noise of {encoder.Id} is not measured yet: there are fewer than {ImageNoiseMeter.FewestPictures} pictures"]);
        await one.WaitAsync(cancellationToken);
        try
        {
            var seen = Judgements(await replay.CountAsync(cancellationToken), encoder.Id);
            folder.Change(state => state.Begin(Name, encoder.Id, seen, time.GetUtcNow()));
            var outcome = await RunAsync(encoder.Id, background, trained, cancellationToken);
            folder.Change(state => state.End(Name, encoder.Id));
            return outcome;
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            // It failed, and was not abandoned.
            folder.Change(state => state.End(Name, encoder.Id));
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Judgements of pictures that words found, ever offered to the replay buffer.</summary>
    internal static long Judgements(IEnumerable<ReplayCount> counts, string encoderId) =>
        counts.Where(count => count.Direction == AdapterDirection.TextToImage && count.EncoderId == encoderId && count.Origin == ReplayOrigin.Feedback).Sum(count => count.Added);

    /// <summary>Frees what it waits with.</summary>
    public void Dispose() => one.Dispose();

    private async Task<RefreshOutcome> RunAsync(string encoderId, ImageNoise background, Func<string, double, Task>? trained, CancellationToken cancellationToken)
    {
        var items = (await replay.ReadAsync(AdapterDirection.TextToImage, encoderId, cancellationToken)).Where(item => item is { Origin: ReplayOrigin.Feedback, Weight: > 0 }).ToList();
        var (parent, current, lost) = await ServingAsync(encoderId, cancellationToken);
        var (own, keptBack) = (Scores(items.Where(item => !IsKeptBack(item))), Scores(items.Where(IsKeptBack)));
        if (items.Count < FewestJudgements || new[] { own, keptBack }.Any(part => part.Right.Count(right => right) < FewestOfAKind || part.Right.Count(right => !right) < FewestOfAKind))
            return Nothing($"there are {items.Count} judgements of pictures, {items.Count(item => item.Value > 0)} of them right; it takes {FewestJudgements}, and in each half {FewestOfAKind} right and {FewestOfAKind} wrong ones");
        var fit = PlattScaling.Fit(own.Score, own.Right, own.Weight);
        if (!fit.IsSound) return Nothing("pictures that stand further above the noise were not judged right more often");
        if (trained is not null) await trained(PlattStrategy, 0);

        double[] before = [.. keptBack.Score.Select(score => current?.Probability(score) ?? LookCertainty.Of(score))], after = [.. keptBack.Score.Select(fit.Probability)];
        var brier = PairedBootstrap.Difference(CalibrationMeasures.Brier(before, keptBack.Right), CalibrationMeasures.Brier(after, keptBack.Right), options.Value.Seed);
        var (errorBefore, errorAfter) = (CalibrationMeasures.ExpectedError(before, keptBack.Right, keptBack.Weight), CalibrationMeasures.ExpectedError(after, keptBack.Right, keptBack.Weight));
        var promoted = brier.Low > 0 && errorAfter < errorBefore;
        var manifest = folder.Save(
            new AdapterManifest
            {
                Version = folder.Name(Name),
                Direction = Name,
                EncoderId = encoderId,
                Dimensions = 0,
                Strategy = PlattStrategy,
                Seed = options.Value.Seed,
                Parent = parent,
                CreatedAt = time.GetUtcNow(),
                CodeVersion = typeof(CalibrationRefresh).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                Data = new AdapterData(TrainingSnapshot.Of(AdapterDirection.TextToImage, encoderId, items).Hash, own.Right.Count(right => right), own.Right.Count(right => !right), 0, keptBack.Right.Count, 0, items.Max(item => item.At)),
                Lineage = [.. items.SelectMany(item => item.Sources).Select(id => id.Value).Distinct().Order()],
                Scale = 1,
                Promoted = promoted,
                Reasons =
                [
                    promoted ? "the Brier score of kept back judgements improves beyond chance, and their expected calibration error falls" : "refused: the Brier score of kept back judgements does not improve beyond chance, or their expected calibration error does not fall",
                    string.Create(CultureInfo.InvariantCulture, $"a picture is as likely right as not at {-fit.Offset / fit.Slope:0.0} deviations above the noise (slope {fit.Slope:0.000}, offset {fit.Offset:0.000})"),
                    "it decides what an answer calls a guess, and moves no ranking",
                ],
                Metrics =
                [
                    new AdapterMetric("pictures: 1 − Brier score", CalibrationMeasures.Brier(before, keptBack.Right).Average(), CalibrationMeasures.Brier(after, keptBack.Right).Average(), brier.Low, brier.High, keptBack.Right.Count),
                    new AdapterMetric("pictures: 1 − expected calibration error", 1 - errorBefore, 1 - errorAfter, errorBefore - errorAfter, errorBefore - errorAfter, keptBack.Right.Count),
                ],
                Calibration = fit,
            },
            null);
        if (promoted) versions.Serve(Name, encoderId, manifest.Version);
        else if (lost) versions.Serve(Name, encoderId, null);
        LogJudged(manifest.Version, promoted, manifest.Reasons);
        return new RefreshOutcome(promoted || lost, manifest.Version, manifest.Reasons);

        RefreshOutcome Nothing(string reason)
        {
            if (!lost) return new RefreshOutcome(false, null, [reason]);
            versions.Serve(Name, encoderId, null);
            return new RefreshOutcome(true, null, [reason, "the version before learned from documents that are deleted; none serves"]);
        }

        (List<double> Score, List<bool> Right, List<double> Weight) Scores(IEnumerable<ReplayItem> part)
        {
            var list = part.ToList();
            return ([.. list.Select(item => background.Deviations(TensorPrimitives.Dot(item.Query.Span, item.TargetVector.Span)))], [.. list.Select(item => item.Value > 0)], [.. list.Select(item => item.Weight)]);
        }
    }

    /// <summary>How it is fitted, as manifests name it.</summary>
    private const string PlattStrategy = "platt";

    /// <summary>One of two by the id, the same for good.</summary>
    private static bool IsKeptBack(ReplayItem item) => (ReplayReservoir.Priority(item.Id) & 1) == 0;

    private async Task<(string? Version, ScoreCalibration? Calibration, bool Lost)> ServingAsync(string encoderId, CancellationToken cancellationToken)
    {
        if (folder.ReadState().Of(Name, encoderId).Version is not { } version) return (null, null, false);
        try
        {
            var calibration = folder.LoadCalibration(version, encoderId);
            return await versions.HasLostAsync(folder.ReadManifest(version), cancellationToken) ? (null, null, true) : (version, calibration, false);
        }
        catch (AdapterRefusedException)
        {
            // A version that cannot be read does not serve.
            return (null, null, true);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Version}: promoted {Promoted}. {Reasons}")]
    private partial void LogJudged(string version, bool promoted, IReadOnlyList<string> reasons);
}
