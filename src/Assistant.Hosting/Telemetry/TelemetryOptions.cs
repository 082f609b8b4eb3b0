namespace Assistant.Hosting.Telemetry;

/// <summary>Where traces and metrics go, section <c>Assistant:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Section name.</summary>
    public const string Section = "Assistant:Telemetry";

    /// <summary>Address of an OTLP collector, such as <c>http://localhost:4317</c>; the standard <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> serves too. Absent: nothing is exported.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Name of the service in traces.</summary>
    public string ServiceName { get; set; } = "assistant";
}
