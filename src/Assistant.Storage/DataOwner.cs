namespace Assistant.Storage;

/// <summary>The process that owns a data directory.</summary>
/// <param name="Pid">Its process id; 0 when it holds the lock but has not written its name yet.</param>
/// <param name="Address">Where its service listens, such as <c>http://127.0.0.1:5080</c>; null when it has none.</param>
public sealed record DataOwner(int Pid, string? Address);
