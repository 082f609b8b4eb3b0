using System.Diagnostics;

namespace Assistant.Ingestion.Tests.Support;

/// <summary>Polls with a deadline.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? deadline = null, string because = "the condition came true")
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < (deadline ?? TimeSpan.FromMinutes(2)), "Not in time: " + because);
            await Task.Delay(10);
        }
    }
}
