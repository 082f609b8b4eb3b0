using System.Text.Json;

namespace Assistant.Api.OpenAi;

/// <summary>Server-sent chunks in OpenAI's manner: documents without names, then <c>[DONE]</c>.</summary>
internal sealed class EventStream(HttpResponse response, CancellationToken cancellationToken)
{
    private static readonly byte[] DataPrefix = "data: "u8.ToArray();
    private static readonly byte[] EventEnd = "\n\n"u8.ToArray();
    private static readonly byte[] DoneEvent = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>Sends the head of the answer with the first chunk.</summary>
    public void Begin()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        // Proxies that gather answers would hold the stream back.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public async Task WriteAsync<T>(T chunk)
    {
        await response.Body.WriteAsync(DataPrefix, cancellationToken);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(chunk, OpenAiEndpoints.Json), cancellationToken);
        await response.Body.WriteAsync(EventEnd, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>The status line is long gone: clients of this format look for an error member in the stream.</summary>
    public Task FailAsync(string message) => WriteAsync(new { error = new OpenAiError(message, "server_error", null, null) });

    public async Task EndAsync()
    {
        await response.Body.WriteAsync(DoneEvent, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
