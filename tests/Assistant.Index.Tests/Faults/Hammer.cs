namespace Assistant.Index.Tests.Faults;

/// <summary>Changes a store and indexes it without rest, in small files, and flushes and commits beside that, so that at any moment something is applied, flushed, merged or committed.</summary>
internal static class Hammer
{
    public static async Task RunAsync(string folder, int seed)
    {
        await using var store = new FaultyStore(folder, seed);
        await using var index = store.OpenIndex();
        await index.CatchUpAsync();
        Console.WriteLine("ready");
        await Task.WhenAll(Task.Run(FollowAsync), Task.Run(FlushAsync));

        async Task FollowAsync()
        {
            while (true)
            {
                await store.ChangeAsync();
                await index.CatchUpAsync();
            }
        }

        async Task FlushAsync()
        {
            while (true)
                await index.FlushAsync();
        }
    }
}
