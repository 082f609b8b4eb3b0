using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Assistant.Hosting.Telemetry;

/// <summary>Exports activities and metrics of the assistant, of the web server and of the bus by OTLP, where an endpoint is configured.</summary>
internal sealed class TelemetryExport(IOptions<TelemetryOptions> options, IConfiguration configuration) : IHostedService, IDisposable
{
    private static readonly string[] Sources = ["Assistant.*", "Microsoft.AspNetCore", "System.Net.Http", "MassTransit"];
    private static readonly string[] Meters = ["Assistant.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "MassTransit"];
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = options.Value.OtlpEndpoint ?? (Uri.TryCreate(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"], UriKind.Absolute, out var standard) ? standard : null);
        if (endpoint is null)
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(options.Value.ServiceName, serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3));
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(exporter => exporter.Endpoint = endpoint).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter(exporter => exporter.Endpoint = endpoint).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Flushes what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
