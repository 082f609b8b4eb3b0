namespace Assistant.Index.Tests.Faults;

/// <summary>Changes a store and indexes it without rest, in small files, so that at any moment something is applied, flushed, merged or committed.</summary>
internal static class Hammer
{
    public static async Task RunAsync(string folder, int seed)
    {
        await using var store = new FaultyStore(folder, seed);
        await using var index = store.OpenIndex();
        await index.CatchUpAsync();
        Console.WriteLine("ready");
        for (var step = 0; ; step++)
        {
            await store.ChangeAsync();
            await index.CatchUpAsync();
            if (step % 3 == 2)
                await index.FlushAsync();
        }
    }
}
