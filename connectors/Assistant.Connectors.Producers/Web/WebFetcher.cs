using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Assistant.Connectors.Producers.Web;

/// <summary>Resolves a host name to addresses.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Fetches http and https URLs within limits. Addresses are checked when the connection is made, on the very address that is
/// connected to, so neither a redirect nor a name that resolves differently a moment later leads into a private network; a
/// system proxy, which would resolve names by itself, is not used. Thread-safe.
/// </summary>
public sealed class WebFetcher : IDisposable
{
    private readonly WebOptions options;
    private readonly ResolveHost resolve;
    private readonly HttpClient client;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="resolve">How names are resolved; the system's resolver by default.</param>
    public WebFetcher(IOptions<WebOptions> options, ResolveHost? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseHeadersLength = 64,
            // Each fetch checks its own address; a pooled connection would have been checked under another name.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        };
        client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Assistant", "0.1"));
    }

    /// <summary>Fetches a URL. Everything that can go wrong with it is a <see cref="WebFetch.Refused"/> with the reason.</summary>
    public async Task<WebFetch> FetchAsync(string url, CancellationToken cancellationToken = default)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return new WebFetch.Refused("not an absolute URL");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            for (var redirects = 0; redirects <= options.MaxRedirects; redirects++)
            {
                if (uri.Scheme is not ("http" or "https"))
                    return new WebFetch.Refused($"only http and https are fetched, not {uri.Scheme}");
                using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (Redirection(response) is { } next)
                    uri = next.IsAbsoluteUri ? next : new Uri(uri, next);
                else if (!response.IsSuccessStatusCode)
                    return new WebFetch.Refused($"the server answered {(int)response.StatusCode}");
                else
                    return await ReadAsync(uri, response, limit.Token);
            }

            return new WebFetch.Refused($"more than {options.MaxRedirects} redirects");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebFetch.Refused($"no complete answer within {options.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or UriFormatException or InvalidDataException)
        {
            // What the network or the server did is the answer to give.
            return new WebFetch.Refused((error.InnerException as AddressRefusedException)?.Message ?? error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static Uri? Redirection(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 ? response.Headers.Location : null;

    private async Task<WebFetch> ReadAsync(Uri uri, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (bytes.Length + count > options.MaxBytes)
                return new WebFetch.Refused($"larger than {options.MaxBytes / 1e6:0.#} MB");
            bytes.Write(buffer, 0, count);
        }

        return new WebFetch.Fetched(uri, bytes.ToArray(), response.Content.Headers.ContentType?.MediaType, response.Content.Headers.LastModified);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);

        // One special address among public ones is a trick, not a choice.
        if (!options.AllowPrivateAddresses && addresses.FirstOrDefault(a => !AddressRules.IsPublic(a)) is { } special)
            throw new AddressRefusedException($"{host} is at {special}, which is not a public address");
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException error)
            {
                // The next address may answer.
                socket.Dispose();
                last = error;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
