using System.Collections.Concurrent;
using Assistant.Inference.Encoders.Batching;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>A tower whose vector of a number is that number; batches wait until the test lets them through.</summary>
internal sealed class GatedTower : IEncodingTower<int>
{
    private readonly SemaphoreSlim gate = new(0);

    /// <summary>Every batch that began, in order.</summary>
    public ConcurrentQueue<(EncodingLane Lane, int[] Values)> Batches { get; } = new();

    /// <summary>Numbers that the tower fails on.</summary>
    public HashSet<int> Broken { get; } = [];

    public void Let(int batches) => gate.Release(batches);

    public void Encode(IReadOnlyList<EncodingItem<int>> batch, EncodingLane lane, CancellationToken cancellationToken)
    {
        Batches.Enqueue((lane, [.. batch.Select(item => item.Value)]));
        gate.Wait(cancellationToken);
        if (batch.Any(item => Broken.Contains(item.Value))) throw new InvalidDataException("broken");
        foreach (var item in batch) item.Complete([item.Value]);
    }

    public void Dispose() => gate.Dispose();

    /// <summary>Waits until a condition holds, minutes at most.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var until = DateTime.UtcNow.AddMinutes(3);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "The condition never held.");
            await Task.Delay(5);
        }
    }
}
