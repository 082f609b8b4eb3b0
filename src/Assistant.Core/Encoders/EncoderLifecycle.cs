using Assistant.Core.Retrieval;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Encoders;

/// <summary>
/// Decides who serves a role, in the owner of a data directory: at start from configuration, and when an administrator rolls
/// back. A change never switches at once: it names the encoder to be built, and the build switches when nothing is missing.
/// </summary>
public sealed partial class EncoderLifecycle(
    IEncoderStore store, EncoderDirectory directory, IOptions<EncoderOptions> options, TimeProvider time, ILogger<EncoderLifecycle> logger) : IDisposable
{
    private const int PruneStep = 2_000;

    private readonly SemaphoreSlim changing = new(1, 1);

    /// <summary>Every role.</summary>
    public static IReadOnlyList<EncoderRole> Roles { get; } = Enum.GetValues<EncoderRole>();

    /// <summary>Raised when an assignment changed, so that the build looks at once.</summary>
    public event Action? Changed;

    /// <summary>Brings the assignments in line with configuration. A model that cannot be loaded changes nothing.</summary>
    public async ValueTask AssignAsync(CancellationToken cancellationToken = default)
    {
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = store.Read().ToDictionary(assignment => assignment.Role);
            foreach (var role in Roles)
            {
                if (options.Value.Of(role) is not { } model || !TryFind(role, model, out var wanted)) continue;
                var present = known.GetValueOrDefault(role);
                if (await DecideAsync(role, present, wanted, cancellationToken).ConfigureAwait(false) is { } next && next != present)
                {
                    await store.WriteAsync(next with { Changed = time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            changing.Release();
        }

        directory.Refresh();
        Changed?.Invoke();
    }

    /// <summary>Gives a change up that is under way, or goes back to the encoder before this one: its vectors are completed first.</summary>
    /// <returns>The new assignment; null when there is nothing to go back to.</returns>
    /// <exception cref="EncoderLoadException">The encoder before this one cannot be loaded any more.</exception>
    public async ValueTask<EncoderAssignment?> RollBackAsync(EncoderRole role, CancellationToken cancellationToken = default)
    {
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        EncoderAssignment next;
        try
        {
            var present = store.Read().FirstOrDefault(assignment => assignment.Role == role);
            if (present is { Building: { } building })
            {
                next = present with { Building = null, Started = null, Declined = building.Id };
            }
            else if (present is { Previous: { } previous })
            {
                if (directory.Find(previous) is null) throw new EncoderLoadException($"{previous.Id} cannot be brought back: {directory.Problem(previous)}");
                next = present with { Building = previous, Started = time.GetUtcNow(), Declined = present.Active.Id };
            }
            else
            {
                return null;
            }

            next = next with { Changed = time.GetUtcNow() };
            await store.WriteAsync(next, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            changing.Release();
        }

        LogRolledBack(role, next.Declined, next.Building?.Id ?? next.Active.Id);
        directory.Refresh();
        Changed?.Invoke();
        return next;
    }

    /// <summary>Switches to the building encoder when nothing lacks its vector.</summary>
    /// <returns>Whether it serves now.</returns>
    public async ValueTask<bool> SwitchAsync(EncoderRole role, string encoderId, long verifiedKey, CancellationToken cancellationToken = default)
    {
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await store.SwitchAsync(role, encoderId, verifiedKey, cancellationToken).ConfigureAwait(false) is not { } next) return false;
            LogSwitched(role, next.Active.Id, next.Previous?.Id);
        }
        finally
        {
            changing.Release();
        }

        directory.Refresh();
        return true;
    }

    /// <summary>Removes the vectors that no role uses; after that there is no going back to their encoders without building anew.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<long> PruneAsync(CancellationToken cancellationToken = default)
    {
        long removed = 0;
        foreach (var encoder in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var role in Roles)
            {
                // In steps, so that other writers are not held up.
                while (await store.PruneAsync(role, encoder.Id, PruneStep, cancellationToken).ConfigureAwait(false) is > 0 and var count) removed += count;
            }
        }

        directory.Refresh();
        return removed;
    }

    /// <inheritdoc/>
    public void Dispose() => changing.Dispose();

    private bool TryFind(EncoderRole role, string model, out EncoderName wanted)
    {
        wanted = new EncoderName("", model);
        try
        {
            var encoder = directory.Find(model);
            if (Serves(encoder, role))
            {
                wanted = wanted with { Id = encoder.Id };
                return true;
            }

            LogUnfit(model, role, role == EncoderRole.Text ? "no text tower" : "no pair of a picture and a text tower");
        }
        catch (EncoderLoadException)
        {
            // The directory has said why; what served so far goes on.
        }

        return false;
    }

    private static bool Serves(Encoder encoder, EncoderRole role) => encoder.Text is not null && (role == EncoderRole.Text || encoder.Image is not null);

    private async ValueTask<EncoderAssignment?> DecideAsync(EncoderRole role, EncoderAssignment? present, EncoderName wanted, CancellationToken cancellationToken)
    {
        if (present is null) return new EncoderAssignment(role, wanted);
        if (present.Active.Id == wanted.Id) return present with { Active = wanted, Building = RollingBack(present) ? present.Building : null, Started = RollingBack(present) ? present.Started : null };
        if (present.Declined == wanted.Id && directory.Find(present.Active) is not null)
        {
            LogDeclined(wanted.Id, role, present.Active.Id);
            return present;
        }

        if (present.Building?.Id == wanted.Id) return present with { Building = wanted, Declined = null };
        if ((await store.CountAsync(role, present.Active.Id, cancellationToken).ConfigureAwait(false)).Done == 0) return new EncoderAssignment(role, wanted) { Previous = present.Previous };
        if (directory.Problem(present.Active) is { } problem) LogGone(present.Active.Id, role, problem);
        LogBuilding(wanted.Id, role, present.Active.Id);
        return present with { Building = wanted, Started = time.GetUtcNow(), Declined = null };
    }

    // The administrator's word is later than the configuration's: a roll back that was under way goes on.
    private static bool RollingBack(EncoderAssignment present) => present.Building is not null && present.Declined == present.Active.Id;

    [LoggerMessage(Level = LogLevel.Error, Message = "The encoder {Model} cannot serve {Role}: it has {Lacks}")]
    private partial void LogUnfit(string model, EncoderRole role, string lacks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Id} is configured for {Role} but was rolled back from; {Active} stays. Configure {Active}'s model, or another one, to be rid of this line")]
    private partial void LogDeclined(string id, EncoderRole role, string active);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The encoder {Id} that served {Role} is gone, so its leg is off until the new one is ready: {Problem}")]
    private partial void LogGone(string id, EncoderRole role, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Building vectors of {Id} for {Role}; {Active} serves until they are complete")]
    private partial void LogBuilding(string id, EncoderRole role, string active);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Role} is served by {Id} now; vectors of {Previous} are kept until they are pruned")]
    private partial void LogSwitched(EncoderRole role, string id, string? previous);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Role} goes back from {Declined} to {Id}")]
    private partial void LogRolledBack(EncoderRole role, string? declined, string id);
}
