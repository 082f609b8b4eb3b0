using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Ask;

/// <summary>
/// An OpenAI-compatible server that plays a model: one reply after the other, the last one again and again. A reply's
/// <c>cut</c> is text after which the server breaks off, its <c>hold</c> text after which it falls silent. In a reply
/// <c>{{uri}}</c> stands for the number under which the prompt shows that document.
/// </summary>
internal sealed partial class ScriptedModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<JsonElement> _prompts = [];
    private IReadOnlyList<JsonElement> _replies = [];
    private int _next;

    private ScriptedModel(WebApplication app) => _app = app;

    public string Endpoint => $"{_app.Urls.First()}/v1";

    /// <summary>Bodies of the requests since the last script.</summary>
    public IReadOnlyList<JsonElement> Prompts
    {
        get
        {
            lock (_prompts)
                return [.. _prompts];
        }
    }

    public static async Task<ScriptedModel> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        var app = builder.Build();
        var model = new ScriptedModel(app);
        app.UseRouting();
        app.MapPost("/v1/chat/completions", model.ReplyAsync);
        await app.StartAsync();
        return model;
    }

    public void Play(IReadOnlyList<JsonElement> replies)
    {
        lock (_prompts)
        {
            _prompts.Clear();
            (_replies, _next) = (replies, 0);
        }
    }

    /// <summary>All words of a request's messages.</summary>
    public static string Words(JsonElement body) => string.Join('\n', body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content") is { ValueKind: JsonValueKind.String } content
        ? content.GetString()
        : string.Concat(message.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString()))));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReplyAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        JsonElement reply;
        lock (_prompts)
        {
            _prompts.Add(body.RootElement.Clone());
            reply = _replies[Math.Min(_next++, _replies.Count - 1)];
        }

        var isObject = reply.ValueKind == JsonValueKind.Object;
        if (isObject && reply.TryGetProperty("status", out var status))
        {
            context.Response.StatusCode = status.GetInt32();
            return;
        }

        var cut = isObject && reply.TryGetProperty("cut", out var part) ? part.GetString() : null;
        var held = isObject && reply.TryGetProperty("hold", out var begun) ? begun.GetString() : null;
        var text = Numbered(cut ?? held ?? (isObject ? reply.GetRawText() : reply.GetString()!), Words(body.RootElement));
        if (!body.RootElement.TryGetProperty("stream", out var streamed) || !streamed.GetBoolean())
        {
            await context.Response.WriteAsJsonAsync(new
            {
                id = "c1", @object = "chat.completion", created = 1, model = "scripted",
                choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } },
                usage = new { prompt_tokens = 50, completion_tokens = 10, total_tokens = 60 },
            });
            return;
        }

        context.Response.ContentType = "text/event-stream";
        // In pieces that cut words, escapes and marks.
        for (var at = 0; at < text.Length; at += 7)
            await SendAsync(context, new { choices = new[] { new { index = 0, delta = new { content = text[at..Math.Min(text.Length, at + 7)] }, finish_reason = (string?)null } } });
        // A slow one says nothing more, until nobody listens.
        if (held is not null)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        // A server that dies closes the stream as one that is done does, but without a reason for the end.
        if (cut is not null || held is not null)
            return;

        await SendAsync(context, new { choices = new[] { new { index = 0, delta = new { content = "" }, finish_reason = (string?)"stop" } } });
        await SendAsync(context, new { choices = Array.Empty<object>(), usage = new { prompt_tokens = 50, completion_tokens = 10, total_tokens = 60 } });
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static string Numbered(string reply, string prompt) => Uri().Replace(reply, match =>
        Regex.Match(prompt, $@"\[(\d+)\] [^\n]*\({Regex.Escape(match.Groups[1].Value)}\)").Groups[1].Value is { Length: > 0 } number ? number : "0");

    private static async Task SendAsync(HttpContext context, object piece)
    {
        var node = JsonSerializer.SerializeToNode(piece)!.AsObject();
        (node["id"], node["object"], node["created"], node["model"]) = ("c1", "chat.completion.chunk", 1, "scripted");
        await context.Response.WriteAsync($"data: {node.ToJsonString()}\n\n");
        await context.Response.Body.FlushAsync();
    }

    [GeneratedRegex(@"\{\{([^{}]+)\}\}")]
    private static partial Regex Uri();
}
