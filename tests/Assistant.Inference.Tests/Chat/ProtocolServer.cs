using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Inference.Tests.Chat;

/// <summary>A server on a free port that speaks the chat protocol as the test tells it.</summary>
internal sealed class ProtocolServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ProtocolServer(WebApplication app) => this.app = app;

    public ConcurrentQueue<(string? Authorization, JsonElement Body)> Requests { get; } = [];

    public string Endpoint => $"{app.Urls.First()}/v1";

    public static async Task<ProtocolServer> Start(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        var app = builder.Build();
        var server = new ProtocolServer(app);
        app.UseRouting();
        app.MapPost("/v1/chat/completions", async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            server.Requests.Enqueue((context.Request.Headers.Authorization, body.RootElement.Clone()));
            await answer(context, server.Requests.Count);
        });
        await app.StartAsync();
        return server;
    }

    public static Task Complete(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            id = "c1",
            @object = "chat.completion",
            created = 1,
            model = "small-1",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
            usage = new { prompt_tokens = 11, completion_tokens = 3, total_tokens = 14 },
        }));
    }

    public static async Task Piece(HttpContext context, string? text, string? finish = null)
    {
        if (!context.Response.HasStarted) context.Response.ContentType = "text/event-stream";
        var piece = JsonSerializer.Serialize(new { id = "c1", @object = "chat.completion.chunk", created = 1, model = "small-1", choices = new[] { new { index = 0, delta = new { content = text }, finish_reason = finish } } });
        await context.Response.WriteAsync($"data: {piece}\n\n");
        await context.Response.Body.FlushAsync();
    }

    public static async Task End(HttpContext context)
    {
        await Piece(context, null, "stop");
        await context.Response.WriteAsync("data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"small-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":2,\"total_tokens\":22}}\n\ndata: [DONE]\n\n");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
