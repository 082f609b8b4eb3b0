namespace Assistant.Ingestion.Tests.Bus;

/// <summary>Skipped by name where RabbitMQ is not installed.</summary>
public sealed class RequiresRabbitFactAttribute : FactAttribute
{
    public RequiresRabbitFactAttribute()
    {
        if (RabbitBroker.Script is null)
            Skip = "RabbitMQ is not installed: apt-get install rabbitmq-server";
    }
}
