using System.Collections.Concurrent;
using Assistant.Connectors.Producers.Folders;
using Assistant.Connectors.Producers.Targets;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Ingestion.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assistant.Ingestion.Tests.Producers;

/// <summary>The client side of the HTTP contract, against a server that keeps it in a few lines.</summary>
public sealed class HttpTargetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_is_brought_up_to_date_over_http()
    {
        await using var service = await ContractService.StartAsync();
        using var client = new HttpClient { BaseAddress = service.Address };
        var ingest = new FolderIngest(new HttpTarget(client));
        for (var i = 0; i < 30; i++)
            folder.Write($"a/{i:00} é.md", $"text {i}");
        var request = new FolderIngestRequest(folder.Path, "notes") { Wait = true, Prune = true };

        var first = await ingest.RunAsync(request);
        folder.Write("a/07 é.md", "changed");
        folder.Write("reject.md", "reject me");
        File.Delete(Path.Combine(folder.Path, "a/08 é.md"));
        var second = await ingest.RunAsync(request);

        Assert.Equal((30, 30, 0), (first.Submitted, first.Indexed, first.Unchanged));
        Assert.Equal((2, 1, 28, 1), (second.Submitted, second.Indexed, second.Unchanged, second.Rejected));
        Assert.Equal(["a/08 é.md"], second.Vanished);
        Assert.Equal(new IngestItem("reject.md", "Rejected", "told to"), Assert.Single(second.Items));
        Assert.Equal("changed", service.TextOf("a/07 é.md"));
        Assert.Null(service.TextOf("a/08 é.md"));
        Assert.All(service.Documents.Values, d => Assert.Equal("notes", d.Info.Collection));
        Assert.All(service.Documents.Values, d => Assert.Equal(FolderReader.SourceOf(folder.Path), d.Info.Source));
    }

    [Fact]
    public async Task An_error_of_the_service_is_told()
    {
        await using var service = await ContractService.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(service.Address, "nowhere/") };
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => new HttpTarget(client).SubmitAsync("notes", null, [new OfferedContent("a", new byte[1])]));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, error.StatusCode);
    }

    private sealed class ContractService(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentDictionary<string, (ContentInfo Info, string Text)> Documents { get; } = [];

        public Uri Address { get; private set; } = null!;

        public string? TextOf(string uri) => Documents.Values.Where(d => d.Info.Uri == uri).Select(d => d.Text).SingleOrDefault();

        public static async Task<ContractService> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.ConfigureHttpJsonOptions(o => AssistantJson.Configure(o.SerializerOptions));
            var app = builder.Build();
            var service = new ContractService(app);
            app.MapPost("/api/content", async (HttpRequest request) => Results.Accepted(null, await service.AcceptAsync(await request.ReadFormAsync())));
            app.MapGet("/api/content", service.List);
            app.MapGet("/api/content/{id}", (string id) => service.Documents.TryGetValue(id, out var found) ? Results.Ok(found.Info) : Results.NotFound());
            app.MapDelete("/api/content/{id}", (string id) => service.Documents.TryRemove(id, out _) ? Results.Ok() : Results.NotFound());
            await app.StartAsync();
            service.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
            return service;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task<ContentAccepted> AcceptAsync(IFormCollection form)
        {
            List<ContentAcceptedItem> answers = [];
            foreach (var file in form.Files)
            {
                using var reader = new StreamReader(file.OpenReadStream());
                var text = await reader.ReadToEndAsync();
                var old = Documents.Values.SingleOrDefault(d => d.Info.Uri == file.FileName).Info;
                var id = old?.Id ?? DocumentId.New().ToString();
                var (state, reason) = text.StartsWith("reject", StringComparison.Ordinal) ? ("Rejected", "told to") : ("Indexed", null);
                Documents[id] = (new ContentInfo(id, form["collection"]!, file.FileName, (old?.Version ?? 0) + 1, 1, state, reason, 0, null, null, "text", 1, text.Length, form["source"], null, null, null, false, default, default, BlobHash.Of(System.Text.Encoding.UTF8.GetBytes(text)).Hex), text);
                answers.Add(new ContentAcceptedItem(file.FileName, id, (old?.Version ?? 0) + 1, "Accepted", true));
            }

            return new ContentAccepted(answers);
        }

        private ContentList List(string collection, string source, int limit, string? after = null)
        {
            // Small pages, so that the client has to turn them.
            ContentInfo[] all = [.. Documents.Values.Select(d => d.Info).Where(i => i.Collection == collection && i.Source == source).OrderBy(i => i.Id, StringComparer.Ordinal)];
            ContentInfo[] page = [.. all.Where(i => string.CompareOrdinal(i.Id, after) > 0).Take(Math.Min(limit, 7))];
            return new ContentList(page, all.GroupBy(i => i.State).ToDictionary(g => g.Key, g => (long)g.Count()), page.Length == Math.Min(limit, 7) ? page[^1].Id : null, all.Length);
        }
    }
}
