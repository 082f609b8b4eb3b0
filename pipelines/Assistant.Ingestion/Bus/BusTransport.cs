namespace Assistant.Ingestion.Bus;

/// <summary>How step messages travel.</summary>
public enum BusTransport
{
    /// <summary>Within the process. Nothing is lost with it: the database is the queue of record.</summary>
    InMemory,

    /// <summary>Through RabbitMQ, so that several processes share the work.</summary>
    RabbitMq,
}
