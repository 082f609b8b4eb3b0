namespace Assistant.Index.Segments;

/// <summary>A change of the log by number and mark: a log that has no such change is not the one that was followed.</summary>
/// <param name="Sequence">Number of the change; 0 before the first.</param>
/// <param name="Mark">Its mark.</param>
internal readonly record struct LogPosition(long Sequence, long Mark);
