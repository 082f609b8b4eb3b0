using Assistant.Adaptation.Refresh;
using Assistant.Adaptation.Versions;
using Assistant.Contracts.Messages;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Assistant.Adaptation.Bus;

/// <summary>Runs a refresh and tells how it ended. A run that fails ends as rejected with what went wrong; it is not repeated: the next trigger is.</summary>
internal sealed partial class RefreshConsumer(AdapterRefresh refresh, FusionRefresh fusion, ILogger<RefreshConsumer> logger) : IConsumer<RefreshAdapter>
{
    public async Task Consume(ConsumeContext<RefreshAdapter> context)
    {
        var message = context.Message;
        try
        {
            var outcome = FusionNames.CollectionOf(message.Direction) is { } collection ? await fusion.RunAsync(collection, Trained, context.CancellationToken)
                : DirectionNames.Parse(message.Direction) is { } direction ? await refresh.RunAsync(direction, message.Strategy, Trained, context.CancellationToken)
                : throw new ArgumentException($"There is no direction \"{message.Direction}\". There are: {string.Join(", ", DirectionNames.All)}, fusion:COLLECTION.");
            if (outcome.Promoted) await context.Publish(new AdapterPromoted(message.RunId, message.Direction, outcome.Version, outcome.Reasons));
            else await context.Publish(new AdapterRejected(message.RunId, message.Direction, outcome.Version, outcome.Reasons));
        }
        catch (Exception error) when (!context.CancellationToken.IsCancellationRequested)
        {
            LogFailed(error, message.Direction);
            await context.Publish(new AdapterRejected(message.RunId, message.Direction, null, ["failed: " + error.Message]));
        }

        Task Trained(string strategy, double seconds) => context.Publish(new AdapterTrained(message.RunId, message.Direction, strategy, seconds));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The refresh of {Direction} failed; what served before goes on")]
    private partial void LogFailed(Exception error, string direction);
}
