using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Adaptation.Bus;

/// <summary>Registers the bus of learning over the transport that <c>Assistant:Bus</c> names; its settings are those of ingestion.</summary>
internal static class AdaptationBus
{
    private const string Section = "Assistant:Bus";

    public static void AddAdaptationBus(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section);
        var transport = settings["Transport"] ?? "InMemory";
        services.AddMassTransit<IAdaptationBus>(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<RefreshConsumer>();
            bus.AddConsumer<AdapterEventsConsumer>();
            if (transport.Equals("RabbitMq", StringComparison.OrdinalIgnoreCase))
                bus.UsingRabbitMq((context, broker) =>
                {
                    broker.Host(settings["Host"] ?? "localhost", settings.GetValue<ushort>("Port", 5672), settings["VirtualHost"] ?? "/", host =>
                    {
                        host.Username(settings["User"] ?? "guest");
                        host.Password(settings["Password"] ?? "guest");
                    });
                    Endpoints(broker, context);
                });
            else if (transport.Equals("InMemory", StringComparison.OrdinalIgnoreCase))
                bus.UsingInMemory((context, memory) => Endpoints(memory, context));
            else
                throw new InvalidOperationException($"{Section}:Transport is {transport}; it can be InMemory or RabbitMq.");
        });
    }

    private static void Endpoints(IBusFactoryConfigurator bus, IRegistrationContext context)
    {
        bus.ReceiveEndpoint(RefreshRuns.Queue, endpoint =>
        {
            // One refresh at a time.
            endpoint.PrefetchCount = 1;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.ConfigureConsumer<RefreshConsumer>(context);
        });
        // Each host has its own: everyone swaps.
        bus.ReceiveEndpoint(new TemporaryEndpointDefinition("adapter-events"), KebabCaseEndpointNameFormatter.Instance, endpoint => endpoint.ConfigureConsumer<AdapterEventsConsumer>(context));
    }
}
