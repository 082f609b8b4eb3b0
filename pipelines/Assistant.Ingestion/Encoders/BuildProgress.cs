namespace Assistant.Ingestion.Encoders;

/// <summary>What a build has done in this process. Written by the build, read by whoever asks.</summary>
/// <param name="startedAt">Timestamp of its beginning.</param>
internal sealed class BuildProgress(long startedAt)
{
    private long made;

    /// <summary>Counts answers.</summary>
    public void Add(int count) => Interlocked.Add(ref made, count);

    /// <summary>Answers a second; null before the first.</summary>
    public double? PerSecond(TimeProvider time) =>
        Interlocked.Read(ref made) is > 0 and var count && time.GetElapsedTime(startedAt).TotalSeconds is > 0 and var seconds ? count / seconds : null;
}
