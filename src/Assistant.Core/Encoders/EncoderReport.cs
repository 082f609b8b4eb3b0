namespace Assistant.Core.Encoders;

/// <summary>Tells how the roles stand, from what the store says.</summary>
public static class EncoderReport
{
    /// <summary>Reads the status of every role.</summary>
    public static async ValueTask<IReadOnlyList<EncoderStatus>> ReadAsync(IEncoderStore store, EncoderDirectory directory, EncoderOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(options);
        var assignments = store.Read().ToDictionary(assignment => assignment.Role);
        var statuses = new List<EncoderStatus>();
        foreach (var role in EncoderLifecycle.Roles)
        {
            var assignment = assignments.GetValueOrDefault(role);
            if (options.Of(role) is not { } model)
            {
                statuses.Add(new EncoderStatus(role, EncoderState.Off, assignment));
                continue;
            }

            if (assignment is null)
            {
                statuses.Add(new EncoderStatus(role, EncoderState.Unavailable, null) { Problem = directory.Problem(model) });
                continue;
            }

            var (done, total) = await store.CountAsync(role, (assignment.Building ?? assignment.Active).Id, cancellationToken).ConfigureAwait(false);
            var problem = directory.Problem(assignment.Active);
            var state = assignment.Building is not null ? EncoderState.Building
                : problem is not null ? EncoderState.Unavailable
                : done < total ? EncoderState.Filling : EncoderState.Ready;
            statuses.Add(new EncoderStatus(role, state, assignment) { Done = Math.Min(done, total), Total = total, Problem = problem ?? directory.Problem(model) });
        }

        return statuses;
    }
}
