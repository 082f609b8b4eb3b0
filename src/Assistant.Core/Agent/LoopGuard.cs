namespace Assistant.Core.Agent;

/// <summary>Notices that a model goes round in circles: a call that was made is not made again, and the third time ends the answer.</summary>
internal sealed class LoopGuard
{
    private const int Third = 3;
    private readonly Dictionary<string, int> made = new(StringComparer.Ordinal);

    /// <summary>Whether a call was made for the third time.</summary>
    public bool IsLooping { get; private set; }

    /// <summary>Counts a call; false when it was made before.</summary>
    public bool IsNew(AgentCall call)
    {
        made[call.Key] = made.GetValueOrDefault(call.Key) + 1;
        IsLooping |= made[call.Key] >= Third;
        return made[call.Key] == 1;
    }
}
