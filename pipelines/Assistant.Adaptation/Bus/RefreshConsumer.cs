using Assistant.Adaptation.Refresh;
using Assistant.Contracts.Messages;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Assistant.Adaptation.Bus;

/// <summary>Runs a refresh and tells how it ended. A run that fails ends as rejected with what went wrong; it is not repeated: the next trigger is.</summary>
internal sealed partial class RefreshConsumer(Refreshes refreshes, ILogger<RefreshConsumer> logger) : IConsumer<RefreshAdapter>
{
    public async Task Consume(ConsumeContext<RefreshAdapter> context)
    {
        var message = context.Message;
        try
        {
            var outcome = await refreshes.RunAsync(
                message.Direction, message.Strategy, (strategy, seconds) => context.Publish(new AdapterTrained(message.RunId, message.Direction, strategy, seconds)), context.CancellationToken);
            if (outcome.Promoted) await context.Publish(new AdapterPromoted(message.RunId, message.Direction, outcome.Version, outcome.Reasons));
            else await context.Publish(new AdapterRejected(message.RunId, message.Direction, outcome.Version, outcome.Reasons));
        }
        catch (Exception error) when (!context.CancellationToken.IsCancellationRequested)
        {
            LogFailed(error, message.Direction);
            await context.Publish(new AdapterRejected(message.RunId, message.Direction, null, ["failed: " + error.Message]));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The refresh of {Direction} failed; what served before goes on")]
    private partial void LogFailed(Exception error, string direction);
}
