using MassTransit;

namespace Assistant.Ingestion.Bus;

/// <summary>Counts the repeats that the endpoints' policy makes.</summary>
internal static class Retries
{
    public static void CountRetry(this ConsumeContext context, string step)
    {
        if (context.GetRetryAttempt() > 0)
            IngestionTelemetry.Retried.Add(1, new KeyValuePair<string, object?>("step", step));
    }
}
