using Assistant.Connectors.Producers.Queue;
using Assistant.Contracts.Messages;
using Assistant.Core.Content;
using Assistant.Ingestion.Tests.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Assistant.Ingestion.Tests.Bus;

/// <summary>A real broker, an owner in this process, workers in processes of their own.</summary>
public sealed class RabbitMqTests(ITestOutputHelper output) : IDisposable
{
    // MassTransit waits up to a minute between its tries to connect.
    private static readonly TimeSpan Reconnect = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder data = new();

    public void Dispose() => data.Dispose();

    [RequiresRabbitFact]
    public async Task Two_worker_processes_share_the_documents_and_each_is_indexed_once()
    {
        await using var broker = new RabbitBroker();
        await broker.StartAsync();
        await using var pipeline = await TestPipeline.StartAsync(data.Path, Settings(broker));
        await using var first = WorkerProcess.Start(data.Path, IngestionRole.Worker, Arguments(broker));
        await using var second = WorkerProcess.Start(data.Path, IngestionRole.Worker, Arguments(broker));
        await first.Ready;
        await second.Ready;

        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 400).Select(i => ($"{i}.md", $"unique{i} !!slow:5!!"))]);
        var records = await pipeline.FinishAsync(accepted);

        Assert.All(records, r => Assert.Equal(ContentState.Indexed, r.State));
        Assert.Equal(400, records.Count);
        for (var i = 0; i < 400; i += 20)
            Assert.Equal([$"{i}.md"], await pipeline.SearchAsync($"unique{i}"));
    }

    [RequiresRabbitFact]
    public async Task Submissions_over_the_bus_are_accepted_and_bad_ones_are_rejected_by_reason()
    {
        await using var broker = new RabbitBroker();
        await broker.StartAsync();
        await using var pipeline = await TestPipeline.StartAsync(data.Path, Settings(broker));
        await using var scope = pipeline.Services.CreateAsyncScope();
        var bus = pipeline.Services.GetRequiredService<IBus>();
        var producer = new QueueProducer(bus, pipeline.Blobs);

        for (var i = 0; i < 200; i++)
            await producer.SubmitAsync("default", $"{i}.md", $"quartzfinch{i}");
        await producer.SubmitAsync("default", "long.txt", string.Concat(Enumerable.Repeat("marmalade ", 10_000)));
        var queue = await bus.GetSendEndpoint(new Uri("queue:content-submit"));
        await queue.Send(new SubmitContent("default", "missing.md") { Blob = new string('a', 64) });
        await queue.Send(new SubmitContent("default", "nothing.md"));
        await queue.Send(new SubmitContent("default", ""));

        await Until.TrueAsync(async () => (await pipeline.Progress.CountAsync())[ContentState.Indexed] == 201);
        Assert.Equal(["117.md"], await pipeline.SearchAsync("quartzfinch117"));
        await Until.TrueAsync(async () => (await pipeline.Progress.CountAsync())[ContentState.Rejected] == 2);
        Assert.Equal("the blob that the submission names is not in the blob store", (await pipeline.Store.FindAsync("default", "missing.md"))!.Reason);
        Assert.Equal("the submission carries neither a text nor a blob", (await pipeline.Store.FindAsync("default", "nothing.md"))!.Reason);
    }

    [RequiresRabbitFact]
    public async Task A_broker_killed_twice_under_load_loses_nothing()
    {
        await using var broker = new RabbitBroker();
        await broker.StartAsync();
        await using var pipeline = await TestPipeline.StartAsync(data.Path, Settings(broker));
        await using var worker = WorkerProcess.Start(data.Path, IngestionRole.Worker, Arguments(broker));
        await worker.Ready;
        var killed = false;
        var submitting = Task.Run(async () =>
        {
            // Until the last kill there is always work on its way: a fast machine must not be done before the broker dies.
            List<Acceptance> accepted = [];
            for (var next = 0; !Volatile.Read(ref killed); next += 20)
            {
                accepted.AddRange(await pipeline.SubmitAsync([.. Enumerable.Range(next, 20).Select(i => ($"{i}.md", $"unique{i} !!slow:5!!"))]));
                await Until.TrueAsync(async () => Volatile.Read(ref killed) || accepted.Count - (await pipeline.Progress.CountAsync())[ContentState.Indexed] < 400, Reconnect);
            }

            return accepted;
        });

        for (var kill = 0; kill < 2; kill++)
        {
            var before = (await pipeline.Progress.CountAsync())[ContentState.Indexed];
            await Until.TrueAsync(async () => (await pipeline.Progress.CountAsync())[ContentState.Indexed] > before + 20, Reconnect, $"more than {before + 20} documents were indexed before kill {kill + 1}");
            await broker.KillAsync();
            await broker.StartAsync();
        }

        Volatile.Write(ref killed, true);
        var accepted = await submitting.WaitAsync(Reconnect);
        var records = await pipeline.FinishAsync(accepted);
        output.WriteLine($"{records.Count} documents");
        Assert.Equal(accepted.Count, records.Count);
        Assert.All(records, r => Assert.Equal(ContentState.Indexed, r.State));
        for (var i = 0; i < records.Count; i += 7)
            Assert.Equal([$"{i}.md"], await pipeline.SearchAsync($"unique{i}"));
    }

    [RequiresRabbitFact]
    public async Task A_worker_killed_under_load_loses_nothing_and_poison_is_dead_lettered()
    {
        await using var broker = new RabbitBroker();
        await broker.StartAsync();
        await using var pipeline = await TestPipeline.StartAsync(data.Path, Settings(broker));
        var worker = WorkerProcess.Start(data.Path, IngestionRole.Worker, Arguments(broker));
        await worker.Ready;
        var accepted = await pipeline.SubmitAsync([.. Enumerable.Range(0, 300).Select(i => ($"{i}.md", i == 150 ? "!!throw!!" : $"unique{i} !!slow:10!!"))]);
        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(150);
            await worker.DisposeAsync();
            worker = WorkerProcess.Start(data.Path, IngestionRole.Worker, Arguments(broker));
            await worker.Ready;
        }

        var records = await pipeline.FinishAsync(accepted);
        await worker.DisposeAsync();
        Assert.Equal(300, records.Count);
        var failed = Assert.Single(records, r => r.State != ContentState.Indexed);
        Assert.Equal("150.md", failed.Uri);
        Assert.Contains("poison", failed.Reason, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(RabbitBroker broker) => new()
    {
        ["Assistant:Bus:Transport"] = "RabbitMq",
        ["Assistant:Bus:Host"] = "127.0.0.1",
        ["Assistant:Bus:Port"] = $"{broker.Port}",
        ["Assistant:Ingestion:BatchSize"] = "8",
        ["Assistant:Ingestion:StaleAfter"] = "00:00:05",
    };

    private static IEnumerable<string> Arguments(RabbitBroker broker) => Settings(broker).Select(setting => $"{setting.Key}={setting.Value}");
}
