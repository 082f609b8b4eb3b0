using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Assistant.Inference.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Inference.Tests.Catalog;

/// <summary>A server that speaks the hub's routes for one repository, <c>org/tiny</c>; large files lie at another address of it, behind a redirect.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly WebApplication app;
    private readonly WebApplication storage;

    private HubServer(WebApplication app, WebApplication storage) => (this.app, this.storage) = (app, storage);

    /// <summary>The repository: path to bytes.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Files above this length are kept as large files: known by SHA-256 and redirected.</summary>
    public int LargeFrom { get; set; } = 1_000;

    /// <summary>Bytes after which the connection of a large file is cut; taken up for the next requests, one a request.</summary>
    public Queue<int> Cuts { get; } = new();

    /// <summary>File that a cut waits for: the connection is reset only when it holds all that was sent, for a reset can take bytes with it that are still on their way.</summary>
    public string CutsWaitFor { get; set; } = "";

    /// <summary>What the server sends instead of a file's bytes.</summary>
    public Dictionary<string, byte[]> Substitutes { get; } = new(StringComparer.Ordinal);

    /// <summary>Key that the repository asks for; null when it is public.</summary>
    public string? Token { get; set; }

    /// <summary>Whether the store of large files knows ranges.</summary>
    public bool HasRanges { get; set; } = true;

    /// <summary>Where large files are redirected to instead of the store.</summary>
    public string? RedirectTo { get; set; }

    /// <summary>Requests for large files: path and range.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Values of Authorization that the store of large files was sent.</summary>
    public ConcurrentQueue<string> KeysAtStore { get; } = new();

    public HubOptions Options => new() { Endpoint = new Uri(AddressOf(app)), RetryDelay = TimeSpan.Zero, Retries = 3, Patience = TimeSpan.FromMinutes(2) };

    public static async Task<HubServer> StartAsync()
    {
        var server = new HubServer(Make(), Make());
        server.app.Run(server.AnswerAsync);
        server.storage.Run(server.StoreAsync);
        await server.app.StartAsync();
        await server.storage.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await storage.DisposeAsync();
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static WebApplication Make()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Token is not null && context.Request.Headers.Authorization != $"Bearer {Token}") context.Response.StatusCode = 401;
        else if (path == "/api/models/org/tiny/revision/main") await context.Response.WriteAsJsonAsync(new { sha = Commit, id = "org/tiny" });
        else if (path == $"/api/models/org/tiny/tree/{Commit}") await ListAsync(context);
        else if (path.StartsWith($"/org/tiny/resolve/{Commit}/", StringComparison.Ordinal) && Files.TryGetValue(path[$"/org/tiny/resolve/{Commit}/".Length..], out var bytes)) await ResolveAsync(context, path[$"/org/tiny/resolve/{Commit}/".Length..], bytes);
        else context.Response.StatusCode = 404;
    }

    // Two pages, as the hub does with many files.
    private async Task ListAsync(HttpContext context)
    {
        var names = Files.Keys.Order(StringComparer.Ordinal).ToList();
        var half = names.Count / 2;
        var second = context.Request.Query.ContainsKey("cursor");
        if (!second) context.Response.Headers.Link = $"<{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?recursive=1&cursor=2>; rel=\"next\"";
        await context.Response.WriteAsJsonAsync((second ? names.Skip(half) : names.Take(half)).Select(name => Describe(name, Files[name])).Append(new { type = "directory", path = "onnx", oid = "", size = 0 }));
    }

    private object Describe(string name, byte[] bytes) => bytes.Length >= LargeFrom
        ? new { type = "file", path = name, oid = new string('0', 40), size = bytes.Length, lfs = new { oid = Sha256(bytes), size = bytes.Length, pointerSize = 130 } }
        : new { type = "file", path = name, oid = GitId(bytes), size = bytes.Length };

    private async Task ResolveAsync(HttpContext context, string name, byte[] bytes)
    {
        if (bytes.Length >= LargeFrom)
        {
            context.Response.Headers["X-Linked-ETag"] = $"\"{Sha256(bytes)}\"";
            context.Response.Headers.Location = RedirectTo ?? $"{AddressOf(storage)}/{Uri.EscapeDataString(name)}";
            context.Response.StatusCode = 302;
            return;
        }

        await context.Response.Body.WriteAsync(Substitutes.GetValueOrDefault(name, bytes));
    }

    private async Task StoreAsync(HttpContext context)
    {
        var name = Uri.UnescapeDataString(context.Request.Path.Value!.TrimStart('/'));
        var bytes = Substitutes.GetValueOrDefault(name) ?? Files[name];
        var range = context.Request.Headers.Range.ToString();
        Requests.Enqueue($"{name} {range}".Trim());
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } key) KeysAtStore.Enqueue(key);
        var from = HasRanges && range.Length > 0 ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        if (from > 0 && from >= bytes.Length)
        {
            context.Response.StatusCode = (int)HttpStatusCode.RequestedRangeNotSatisfiable;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = (int)HttpStatusCode.PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }

        context.Response.ContentLength = bytes.Length - from;
        if (Cuts.TryDequeue(out var cut) && cut < bytes.Length - from)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(from, cut));
            await context.Response.Body.FlushAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!(File.Exists(CutsWaitFor) && new FileInfo(CutsWaitFor).Length >= from + cut)) await Task.Delay(5, limit.Token);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(from));
    }

    private static string GitId(byte[] bytes) =>
#pragma warning disable CA5350 // Git's ids are SHA-1.
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
}
