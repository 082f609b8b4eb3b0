using Assistant.Adaptation.Refresh;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation.Versions;

/// <summary>
/// The adapters that queries are served with, read from the folder and swapped as a whole. A version that cannot be used is refused with
/// its reason, and what served its place before goes on; at the start that is the plain encoder. Safe from many threads.
/// </summary>
public sealed partial class LearnedAdapters : IQueryAdapters
{
    private readonly AdapterFolder folder;
    private readonly bool enabled;
    private readonly ILogger<LearnedAdapters> logger;
    private readonly Lock loading = new();
    private volatile AdapterSnapshot current = AdapterSnapshot.Base;
    private volatile IReadOnlyList<string> problems = [];

    /// <summary>Reads the folder at once.</summary>
    public LearnedAdapters(AdapterFolder folder, IOptions<AdaptationOptions> options, ILogger<LearnedAdapters> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.folder, enabled, this.logger) = (folder, options.Value.Enabled, logger);
        Reload();
    }

    /// <inheritdoc/>
    public AdapterSnapshot Current => current;

    /// <summary>Versions that should serve and cannot, and why.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Reads which versions serve and swaps to them.</summary>
    public void Reload()
    {
        // The kill switch.
        if (!enabled) return;
        lock (loading)
        {
            List<ServedAdapter> served = [];
            List<ServedWeights> weights = [];
            List<ServedCalibration> calibrations = [];
            List<string> refused = [];
            var before = current.Adapters.ToDictionary(adapter => (adapter.Direction, adapter.EncoderId));
            var weighed = current.Weights.ToDictionary(known => (known.Collection, known.EncoderId));
            IReadOnlyList<AdapterSlot> slots;
            try
            {
                slots = folder.ReadState().Slots;
            }
            catch (AdapterRefusedException broken)
            {
                LogRefused("state.json", broken.Message);
                problems = [broken.Message];
                return;
            }

            foreach (var slot in slots)
            {
                if (slot.Version is null) continue;
                if (FusionNames.CollectionOf(slot.Direction) is { } collection)
                {
                    var known = weighed.GetValueOrDefault((collection, slot.EncoderId));
                    if (known?.Version == slot.Version || Try(slot.Version, () => known = new ServedWeights(collection, slot.EncoderId, slot.Version, folder.LoadWeights(slot.Version, slot.Direction, slot.EncoderId))) || known is not null) weights.Add(known!);
                    continue;
                }

                if (slot.Direction == CalibrationRefresh.Name)
                {
                    var known = current.Calibrations.FirstOrDefault(calibration => calibration.EncoderId == slot.EncoderId);
                    if (known?.Version == slot.Version || Try(slot.Version, () => known = new ServedCalibration(slot.EncoderId, slot.Version, folder.LoadCalibration(slot.Version, slot.EncoderId))) || known is not null) calibrations.Add(known!);
                    continue;
                }

                if (DirectionNames.Parse(slot.Direction) is not { } direction) continue;
                // A version that cannot be used leaves what served its place.
                var same = before.GetValueOrDefault((direction, slot.EncoderId));
                if (same?.Version == slot.Version || Try(slot.Version, () => same = new ServedAdapter(direction, slot.EncoderId, slot.Version, folder.Load(slot.Version, slot.Direction, slot.EncoderId))) || same is not null) served.Add(same!);
            }

            problems = refused;
            var next = new AdapterSnapshot(served, weights, calibrations);
            if (next.Version != current.Version) LogSwapped(current.Version, next.Version);
            current = next;

            bool Try(string version, Action load)
            {
                try
                {
                    load();
                    return true;
                }
                catch (Exception error) when (error is AdapterRefusedException or IOException or UnauthorizedAccessException)
                {
                    LogRefused(version, error.Message);
                    refused.Add(error.Message);
                    return false;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter {Version} cannot be used: {Reason}. What served before goes on")]
    private partial void LogRefused(string version, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Queries are served with {Now}, before with {Before}")]
    private partial void LogSwapped(string before, string now);
}
