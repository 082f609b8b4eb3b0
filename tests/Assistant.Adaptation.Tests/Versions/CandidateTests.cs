using Assistant.Core.Learning;
using Assistant.Core.Learning.Serving;

namespace Assistant.Adaptation.Tests.Versions;

/// <summary>Versions that are tried without serving.</summary>
public sealed class CandidateTests
{
    [Fact]
    public async Task A_version_takes_the_place_of_its_like_and_nothing_serves_that_did_not()
    {
        await using var world = await ShiftedWorld.StartAsync();
        await world.JudgeAsync(400);
        await world.SearchAsync(120);
        var adapter = (await world.Runs.RunAsync("text-to-text", "ridge", "hand", CancellationToken.None)).Version!;
        var weights = (await world.Runs.RunAsync("fusion:shifted", null, "hand", CancellationToken.None)).Version!;
        world.Versions.PromoteBase(null);
        var query = (await world.Replay.ReadAsync(AdapterDirection.TextToText, world.EncoderId))[0].Query;

        var tried = world.Folder.With(world.Folder.With(AdapterSnapshot.Base, adapter), weights);

        Assert.Equal($"{weights}+{adapter}", tried.Version);
        Assert.NotEqual(query.ToArray(), tried.Apply(AdapterDirection.TextToText, world.EncoderId, query).ToArray());
        Assert.NotNull(tried.WeightsOf("shifted", world.EncoderId));
        Assert.Equal("base", world.Learned.Current.Version);
        Assert.Throws<AdapterRefusedException>(() => world.Folder.With(AdapterSnapshot.Base, "text-to-text-9999"));
    }
}
