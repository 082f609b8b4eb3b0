using Assistant.Native.Threads;

namespace Assistant.Native.Tests.Threads;

public sealed class BackgroundPriorityTests
{
    [Fact]
    public void Only_the_calling_thread_yields()
    {
        if (!OperatingSystem.IsLinux()) return;
        var (before, after, other) = (0, 0, 0);
        var thread = new Thread(() =>
        {
            before = Niceness();
            BackgroundPriority.LowerCurrentThread();
            after = Niceness();
        });
        thread.Start();
        thread.Join();
        other = Niceness();

        Assert.Equal(Math.Max(before, BackgroundPriority.Niceness), after);
        Assert.Equal(before, other);
    }

    // Field 19 of /proc/thread-self/stat; the second field is a name in parentheses.
    private static int Niceness() => int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
}
