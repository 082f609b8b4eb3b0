using System.Diagnostics;
using Assistant.Index.Segments;
using Xunit.Abstractions;

namespace Assistant.Index.Tests.Faults;

/// <summary>kill -9 of a process that indexes, merges and commits.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 50;

    [Fact]
    public async Task After_each_of_fifty_kills_every_search_equals_that_of_an_index_built_from_the_store()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20261122);
        var (unfinished, uncommitted, most) = (0, 0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Every fifth is killed while it starts: while it opens, replays or repairs.
            await KillAsync(folder.Path, kill, atStart: kill % 5 == 4, random.Next(10, 400));
            await using var store = new FaultyStore(folder.Path, 1000 + kill);
            var (temporary, unnamed) = Leftovers(store.IndexFolder);
            (unfinished, uncommitted) = (unfinished + (temporary > 0 ? 1 : 0), uncommitted + (unnamed > 0 ? 1 : 0));
            most = Math.Max(most, Directory.Exists(store.IndexFolder) ? Directory.GetFiles(store.IndexFolder).Length : 0);

            // Two times of three the next process finds what the kill left; else the owner repairs and closes in order.
            await using var index = store.OpenIndex(readOnly: kill % 3 != 2);
            await store.AssertEqualsRebuiltAsync(index);
            if (kill % 3 != 2)
                continue;
            await index.DisposeAsync();
            Assert.Equal(0, Leftovers(store.IndexFolder).Temporary);
        }

        output.WriteLine($"{Kills} kills: {unfinished} with a file half written, {uncommitted} with files that no commit named; at most {most} files");
        Assert.InRange(most, 1, 200);
        await using var last = new FaultyStore(folder.Path, 0);
        await using (var index = last.OpenIndex())
            await last.AssertEqualsRebuiltAsync(index);

        // Opening deletes what nothing names; what a merge that it starts is writing may stand there already.
        string[] strays = [Path.Combine(last.IndexFolder, "stray.lex.tmp"), Path.Combine(last.IndexFolder, "99999999.lex"), Path.Combine(last.IndexFolder, "99999999.vec")];
        foreach (var stray in strays)
            await File.WriteAllTextAsync(stray, "left by a kill");
        await using (var index = last.OpenIndex())
        {
            await index.SearchAsync(new Core.Retrieval.IndexQuery("x", [], new Core.Retrieval.SearchFilter(), 1));
            Assert.All(strays, stray => Assert.False(File.Exists(stray), stray));
        }

        Assert.Equal((0, 0), Leftovers(last.IndexFolder));
    }

    private static (int Temporary, int Unnamed) Leftovers(string folder)
    {
        if (!Directory.Exists(folder))
            return (0, 0);
        var named = CommitPoint.Read(folder)?.Segments.Select(s => s.FileName).ToHashSet() ?? [];
        var files = Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).ToList();
        return (files.Count(f => f.EndsWith(".tmp", StringComparison.Ordinal)), files.Count(f => (f.EndsWith(".lex", StringComparison.Ordinal) || f.EndsWith(".vec", StringComparison.Ordinal)) && !named.Contains(f)));
    }

    private static async Task KillAsync(string folder, int seed, bool atStart, int milliseconds)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(KillTests).Assembly.Location, "hammer", folder, seed.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (!atStart)
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)));
        await Task.WhenAny(Task.Delay(milliseconds), process.WaitForExitAsync());
        Assert.False(process.HasExited, process.HasExited ? await errors : "");
        process.Kill();
        await process.WaitForExitAsync();
    }
}
