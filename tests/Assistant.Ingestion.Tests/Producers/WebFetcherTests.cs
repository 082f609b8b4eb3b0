using System.Net;
using System.Text;
using Assistant.Connectors.Producers.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Tests.Producers;

public sealed class WebFetcherTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    public async Task Special_addresses_are_refused_after_resolution_and_as_literals(string address)
    {
        var ip = IPAddress.Parse(address);
        Assert.False(AddressRules.IsPublic(ip));
        using var fetcher = Fetcher(_ => [ip]);

        var byName = Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync("http://harmless.example/"));
        var byLiteral = Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync(address.Contains(':', StringComparison.Ordinal) ? $"http://[{address}]/" : $"http://{address}/"));

        Assert.Contains("not a public address", byName.Reason, StringComparison.Ordinal);
        Assert.Contains("not a public address", byLiteral.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_are_public(string address) => Assert.True(AddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://017700000001/")]
    public async Task Loopback_in_disguise_is_refused(string url)
    {
        using var fetcher = Fetcher(_ => [IPAddress.Loopback]);
        Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync(url));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/a")]
    [InlineData("gopher://example.com/")]
    [InlineData("docs/a.md")]
    [InlineData("")]
    public async Task Only_absolute_http_urls_are_fetched(string url)
    {
        using var fetcher = Fetcher(_ => throw new InvalidOperationException("nothing is resolved"));
        Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync(url));
    }

    [Fact]
    public async Task One_private_address_among_public_ones_is_refused()
    {
        using var fetcher = Fetcher(_ => [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.1")]);
        Assert.Contains("10.0.0.1", Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync("http://mixed.example/")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_checked_at_every_redirect()
    {
        await using var server = await ServerAsync();
        // The first host is let through (as a public one would be); the redirect leads to a name with a private address.
        var asked = new List<string>();
        using var fetcher = Fetcher(host =>
        {
            asked.Add(host);
            return [IPAddress.Parse("10.9.8.7")];
        });
        using var open = Fetcher(host => host == "start.example" ? [IPAddress.Loopback] : throw new InvalidOperationException("refused on the way"), allowPrivate: true);

        Assert.Equal("found", Encoding.UTF8.GetString(Assert.IsType<WebFetch.Fetched>(await open.FetchAsync($"http://start.example:{server.Port}/hop")).Bytes.Span));
        Assert.Contains("10.9.8.7", Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://start.example:{server.Port}/hop")).Reason, StringComparison.Ordinal);
        Assert.Equal(["start.example"], asked);
        var file = Assert.IsType<WebFetch.Refused>(await open.FetchAsync($"http://start.example:{server.Port}/to-file"));
        Assert.Contains("only http and https", file.Reason, StringComparison.Ordinal);
        Assert.IsType<WebFetch.Refused>(await open.FetchAsync($"http://start.example:{server.Port}/circle"));
    }

    [Fact]
    public async Task A_name_that_resolves_differently_the_second_time_is_checked_again()
    {
        await using var server = await ServerAsync();
        var answers = new Queue<IPAddress>([IPAddress.Parse("203.0.113.9"), IPAddress.Loopback]);
        using var fetcher = Fetcher(_ => [answers.Dequeue()]);
        Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://rebinding.example:{server.Port}/page"));
        Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://rebinding.example:{server.Port}/page"));
        Assert.Empty(answers);
    }

    [Fact]
    public async Task Size_time_status_and_media_type_are_heeded()
    {
        await using var server = await ServerAsync();
        using var fetcher = Fetcher(_ => [IPAddress.Loopback], allowPrivate: true, maxBytes: 100_000);
        using var impatient = Fetcher(_ => [IPAddress.Loopback], allowPrivate: true, timeout: TimeSpan.FromSeconds(1));

        var page = Assert.IsType<WebFetch.Fetched>(await fetcher.FetchAsync($"http://127.0.0.1:{server.Port}/page"));
        Assert.Equal("text/html", page.MediaType);
        Assert.Contains("larger than 0.1 MB", Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://127.0.0.1:{server.Port}/endless")).Reason, StringComparison.Ordinal);
        Assert.Contains("larger than", Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://127.0.0.1:{server.Port}/bomb")).Reason, StringComparison.Ordinal);
        Assert.Contains("within 1 s", Assert.IsType<WebFetch.Refused>(await impatient.FetchAsync($"http://127.0.0.1:{server.Port}/slow")).Reason, StringComparison.Ordinal);
        Assert.Contains("404", Assert.IsType<WebFetch.Refused>(await fetcher.FetchAsync($"http://127.0.0.1:{server.Port}/none")).Reason, StringComparison.Ordinal);
    }

    private static WebFetcher Fetcher(Func<string, IPAddress[]> resolve, bool allowPrivate = false, long maxBytes = 1 << 20, TimeSpan? timeout = null) => new(
        Options.Create(new WebOptions { AllowPrivateAddresses = allowPrivate, MaxBytes = maxBytes, Timeout = timeout ?? TimeSpan.FromSeconds(50) }),
        (host, _) => Task.FromResult(resolve(host)));

    private static async Task<LocalServer> ServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/page", () => Results.Content("<p>found</p>", "text/html; charset=utf-8"));
        app.MapGet("/plain", () => "found");
        app.MapGet("/hop", () => Results.Redirect("/plain"));
        app.MapGet("/circle", () => Results.Redirect("/circle"));
        app.MapGet("/to-file", () => Results.Redirect("file:///etc/passwd"));
        app.MapGet("/slow", async (CancellationToken aborted) => await Task.Delay(TimeSpan.FromMinutes(1), aborted));
        app.MapGet("/endless", async (HttpResponse response) =>
        {
            while (!response.HttpContext.RequestAborted.IsCancellationRequested)
                await response.Body.WriteAsync(new byte[4096], response.HttpContext.RequestAborted);
        });
        app.MapGet("/bomb", async (HttpResponse response) =>
        {
            response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[50 << 20]);
        });
        await app.StartAsync();
        return new LocalServer(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
    }

    private sealed record LocalServer(WebApplication App, int Port) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
