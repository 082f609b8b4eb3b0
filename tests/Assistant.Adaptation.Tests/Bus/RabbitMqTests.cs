using Assistant.Core.Learning;
using Assistant.Ingestion.Tests.Bus;

namespace Assistant.Adaptation.Tests.Bus;

/// <summary>The refresh loop over a real broker.</summary>
public sealed class RabbitMqTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [RequiresRabbitFact]
    public async Task Two_hosts_swap_to_what_one_of_them_promoted_and_back_to_what_is_rolled_back()
    {
        await using var broker = new RabbitBroker();
        await broker.StartAsync();
        (string, string)[] settings = [("Assistant:Bus:Transport", "RabbitMq"), ("Assistant:Bus:Host", "127.0.0.1"), ("Assistant:Bus:Port", $"{broker.Port}")];
        await using var first = await ShiftedWorld.StartAsync(settings);
        await using var second = await first.JoinAsync(settings);
        await first.JudgeAsync(600);
        await first.SearchAsync(120);
        var query = (await first.Replay.ReadAsync(AdapterDirection.TextToText, first.EncoderId))[0].Query;

        // Either of them may do it; both hear of it.
        var adapter = await second.Runs.RunAsync("text-to-text", "ridge", "hand", CancellationToken.None).WaitAsync(Patience);
        Assert.True(adapter.Promoted, string.Join("; ", adapter.Reasons));
        await BothAsync(adapter.Version!);
        Assert.Equal(first.Learned.Current.Apply(AdapterDirection.TextToText, first.EncoderId, query).ToArray(), second.Learned.Current.Apply(AdapterDirection.TextToText, first.EncoderId, query).ToArray());

        var weights = await first.Runs.RunAsync("fusion:shifted", null, "hand", CancellationToken.None).WaitAsync(Patience);
        Assert.True(weights.Promoted, string.Join("; ", weights.Reasons));
        await BothAsync($"{weights.Version}+{adapter.Version}");

        first.Versions.PromoteBase(null);
        await first.Runs.AnnounceAsync("all", null, "by hand", CancellationToken.None);
        await BothAsync("base");

        async Task BothAsync(string version)
        {
            for (var deadline = DateTime.UtcNow + Patience; first.Learned.Current.Version != version || second.Learned.Current.Version != version; await Task.Delay(20))
                Assert.True(DateTime.UtcNow < deadline, $"{version} was promoted; the hosts serve {first.Learned.Current.Version} and {second.Learned.Current.Version}");
        }
    }
}
