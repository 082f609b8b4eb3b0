using System.Net;
using Assistant.Core.Access;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Assistant.Hosting.Access;

/// <summary>
/// Which addresses the service listens on, decided from the configuration before any socket is opened: on loopback it may run
/// without keys, on anything else its start is refused until there is one.
/// </summary>
public sealed class Exposure(IConfiguration configuration, IApiKeyStore keys) : IHostedLifecycleService
{
    /// <summary>Addresses as configured; empty for the server's default, which is loopback.</summary>
    public IReadOnlyList<string> Addresses { get; } = Configured(configuration);

    /// <summary>Whether every address is a loopback one (or a Unix socket).</summary>
    public bool IsLoopbackOnly => Addresses.All(IsLoopback);

    /// <summary>Refuses the start when the service would be reachable without a key. The host asks as well; whoever asks before it spares the user the host's log of a failed start.</summary>
    /// <exception cref="StartRefusedException">An address is not loopback and there is no key.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!IsLoopbackOnly && (await keys.ListAsync(cancellationToken)).Count == 0)
        {
            throw new StartRefusedException(
                $"{Addresses.First(address => !IsLoopback(address))} can be reached from other machines, and there is no API key yet. " +
                "Make one first: assistant keys create NAME --role admin   (or listen on http://127.0.0.1:5080)");
        }
    }

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a connection came in on a loopback address of a service that listens on nothing else.</summary>
    internal bool IsLocal(ConnectionInfo connection) =>
        IsLoopbackOnly && (connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>Whether an address such as <c>http://localhost:5080</c> is reachable from this machine only.</summary>
    internal static bool IsLoopback(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    private static List<string> Configured(IConfiguration configuration)
    {
        List<string> addresses = [.. Split(configuration[WebHostDefaults.ServerUrlsKey])];
        // A port alone means every address of the machine; the server looks at ports only when there is no urls setting.
        if (addresses.Count == 0)
        {
            addresses.AddRange(Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"));
            addresses.AddRange(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"));
        }

        addresses.AddRange(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>());
        return addresses;
    }

    private static string[] Split(string? value) => value?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
