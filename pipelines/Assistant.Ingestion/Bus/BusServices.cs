using Assistant.Ingestion.Accept;
using Assistant.Ingestion.DeadLetter;
using Assistant.Ingestion.Embed;
using Assistant.Ingestion.Index;
using Assistant.Ingestion.Parse;
using Assistant.Ingestion.Progress;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Bus;

/// <summary>Registers MassTransit with one receive endpoint for each step.</summary>
internal static class BusServices
{
    // Waiting retries hold a message slot, not a core: the parse gate bounds the work itself.
    private const int ParseMessages = 32;
    private const int SubmitBatch = 64;

    private static readonly TimeSpan[] RetryWaits =
        [.. new[] { 0.1, 0.4, 1.6, 6.4, 10, 10 }.Select(TimeSpan.FromSeconds)];

    public static void AddStepBus(this IServiceCollection services, BusTransport transport, IngestionRole role)
    {
        services.AddMassTransit(bus =>
        {
            // The assistant talks to nobody that the user did not name.
            bus.DisableUsageTelemetry();
            bus.AddConsumer<SubmitConsumer>(c => c.Options<BatchOptions>(o => o
                .SetMessageLimit(SubmitBatch).SetTimeLimit(TimeSpan.FromMilliseconds(20)).SetConcurrencyLimit(2)));
            bus.AddConsumer<ParseConsumer>();
            bus.AddConsumer<EmbedConsumer>();
            bus.AddConsumer<DeadLetterConsumer>();
            if (role == IngestionRole.Owner)
            {
                bus.AddConsumer<IndexConsumer>();
                bus.AddConsumer<OutcomeConsumer>();
            }

            if (transport == BusTransport.RabbitMq)
                bus.UsingRabbitMq((context, broker) =>
                {
                    var options = context.GetRequiredService<IOptions<BusOptions>>().Value;
                    broker.Host(options.Host, (ushort)options.Port, options.VirtualHost, host =>
                    {
                        host.Username(options.User);
                        host.Password(options.Password);
                        host.PublisherConfirmation = true;
                    });
                    ConfigureEndpoints(broker, context, role);
                });
            else
                bus.UsingInMemory((context, memory) => ConfigureEndpoints(memory, context, role));
        });

        // In memory the bus is up at once; a broker that is down must not keep the service from starting.
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = transport == BusTransport.InMemory;
            o.StopTimeout = TimeSpan.FromSeconds(10);
        });
    }

    private static void ConfigureEndpoints(IBusFactoryConfigurator bus, IBusRegistrationContext context, IngestionRole role)
    {
        Endpoint<SubmitConsumer>(StepEndpoints.Submit, SubmitBatch * 4, keepErrors: true);
        Endpoint<ParseConsumer>(StepEndpoints.Parse, ParseMessages);
        Endpoint<EmbedConsumer>(StepEndpoints.Embed, 16);
        Endpoint<DeadLetterConsumer>(StepEndpoints.DeadLetter, 8);
        if (role == IngestionRole.Owner)
        {
            Endpoint<IndexConsumer>(StepEndpoints.Index, 256);
            Endpoint<OutcomeConsumer>(StepEndpoints.Outcomes, 16);
        }

        void Endpoint<TConsumer>(string queue, int messages, bool keepErrors = false)
            where TConsumer : class, IConsumer => bus.ReceiveEndpoint(queue, endpoint =>
            {
                var retries = context.GetRequiredService<IOptions<IngestionOptions>>().Value.RetryLimit;
                endpoint.PrefetchCount = messages;
                endpoint.ConcurrentMessageLimit = messages;
                if (retries > 0)
                    endpoint.UseMessageRetry(retry =>
                    {
                        // A step that is cancelled because the process stops is not repeated by it.
                        retry.Ignore<OperationCanceledException>();
                        retry.Intervals(RetryWaits[..retries]);
                    });
                // The database holds the dead letters; a second copy on the broker would only grow.
                if (!keepErrors)
                    endpoint.DiscardFaultedMessages();
                endpoint.ConfigureConsumer<TConsumer>(context);
            });
    }
}
