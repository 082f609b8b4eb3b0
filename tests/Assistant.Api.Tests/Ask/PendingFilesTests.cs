using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Content;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Ask;

/// <summary>An answer that found nothing names the files that are still on their way, where the asker may read them.</summary>
public sealed class PendingFilesTests
{
    private static readonly byte[] Mark = "held back"u8.ToArray();

    [Fact]
    public async Task Files_that_are_stuck_on_their_way_are_named_until_they_are_there()
    {
        var release = new TaskCompletionSource();
        await using var service = new ServiceFixture(services =>
        {
            var real = services.Last(one => one.ServiceType == typeof(IBlobStore)).ImplementationType!;
            services.AddSingleton<IBlobStore>(provider => new HeldBlobs((IBlobStore)ActivatorUtilities.CreateInstance(provider, real), release.Task));
        });
        using var reader = await service.ClientOfAsync(ApiRole.Reader);
        using var admin = await service.ClientOfAsync(ApiRole.Admin);
        await service.SubmitAsync("tea.md", "# Tea\n\nGreen tea is brewed at 75 degrees.", http: admin);
        var stuck = await SubmitAsync(admin, "ferry.md", "default");
        var closed = await SubmitAsync(admin, "vault.md", "board");
        using (var groups = await admin.PutAsJsonAsync("/api/collections/board/groups", new[] { "board" }))
            groups.EnsureSuccessStatusCode();

        var (nothing, _) = await service.AskAsync("Who steers the ferry?", reader);
        Assert.Equal("Nothing in the collection answers this. Still being indexed: ferry.md.", nothing.Answer);
        Assert.False(nothing.Supported);
        // What was found is answered without them.
        var (found, _) = await service.AskAsync("At how many degrees is green tea brewed?", reader);
        Assert.Contains("75 degrees", found.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Still being indexed", found.Answer, StringComparison.Ordinal);

        release.SetResult();
        await service.FinishedAsync(stuck);
        await service.FinishedAsync(closed);
        var (late, _) = await service.AskAsync("Who steers the ferry?", reader);
        Assert.Contains("Ada steers the ferry", late.Answer, StringComparison.Ordinal);
        var (rest, _) = await service.AskAsync("Who won the chess tournament?", reader);
        Assert.DoesNotContain("Still being indexed", rest.Answer, StringComparison.Ordinal);
    }

    private static async Task<string> SubmitAsync(HttpClient http, string uri, string collection)
    {
        using var response = await http.PostAsJsonAsync("/api/content", new ContentBody { Uri = uri, Text = "# Ferry\n\nAda steers the ferry. It was held back.", Collection = collection }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        return (await ServiceFixture.ReadAsync<ContentAccepted>(response)).Items[0].Id!;
    }

    /// <summary>Blobs that are given out only when they are let go, where they hold the mark.</summary>
    private sealed class HeldBlobs(IBlobStore inner, Task release) : IBlobStore
    {
        public ValueTask<IReadOnlyList<BlobHash>> PutAsync(IReadOnlyList<ReadOnlyMemory<byte>> blobs, CancellationToken cancellationToken = default) => inner.PutAsync(blobs, cancellationToken);

        public ValueTask<(BlobHash Hash, long Size)> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default) => inner.PutAsync(content, maxBytes, cancellationToken);

        public ValueTask<Stream?> OpenReadAsync(BlobHash hash, CancellationToken cancellationToken = default) => inner.OpenReadAsync(hash, cancellationToken);

        public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(BlobHash hash, long maxBytes = 256L << 20, CancellationToken cancellationToken = default)
        {
            var bytes = await inner.ReadAsync(hash, maxBytes, cancellationToken);
            if (bytes is { } read && read.Span.IndexOf(Mark) >= 0)
                await release.WaitAsync(cancellationToken);
            return bytes;
        }
    }
}
