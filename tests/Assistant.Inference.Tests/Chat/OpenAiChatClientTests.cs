using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Assistant.Core.Answering;
using Assistant.Inference.Chat;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Tests.Chat;

public class OpenAiChatClientTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello?")];

    private static OpenAiChatClient Client(string endpoint, int retries = 0, int timeout = 120, string? key = null) =>
        new(Options.Create(new ChatEndpointOptions { Endpoint = endpoint, Model = "small-1", Retries = retries, TimeoutSeconds = timeout, ApiKey = key }));

    private static async Task<(string Text, UsageDetails? Usage, ChatFinishReason? Finish)> Stream(OpenAiChatClient client, CancellationToken cancellationToken = default)
    {
        var text = "";
        UsageDetails? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.GetStreamingResponseAsync(Question, cancellationToken: cancellationToken))
        {
            text += update.Text;
            usage ??= update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details;
            finish ??= update.FinishReason;
        }

        return (text, usage, finish);
    }

    [Fact]
    public async Task A_response_carries_text_model_reason_and_usage()
    {
        await using var server = await ProtocolServer.Start((context, _) => ProtocolServer.Complete(context, "Good day."));
        using var client = Client(server.Endpoint, key: "secret-7");
        var response = await client.GetResponseAsync(Question, new ChatOptions { Temperature = 0, MaxOutputTokens = 9, StopSequences = ["END"] });
        Assert.Equal(("Good day.", "small-1", ChatFinishReason.Stop, 11, 3), (response.Text, response.ModelId, response.FinishReason!.Value, response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        var (authorization, body) = Assert.Single(server.Requests);
        Assert.Equal("Bearer secret-7", authorization);
        Assert.Equal(["system", "user"], body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(("small-1", 0, "END"), (body.GetProperty("model").GetString(), body.GetProperty("temperature").GetDouble(), body.GetProperty("stop")[0].GetString()));
    }

    [Fact]
    public async Task A_stream_gives_its_pieces_as_they_come_then_the_usage()
    {
        var sawFirst = new TaskCompletionSource();
        await using var server = await ProtocolServer.Start(async (context, _) =>
        {
            await ProtocolServer.Piece(context, "Good");
            await sawFirst.Task.WaitAsync(TimeSpan.FromMinutes(1)); // the rest comes only after the first piece was seen
            await ProtocolServer.Piece(context, " day.");
            await ProtocolServer.End(context);
        });
        using var client = Client(server.Endpoint);
        var pieces = new List<string>();
        UsageDetails? usage = null;
        await foreach (var update in client.GetStreamingResponseAsync(Question))
        {
            if (update.Text.Length > 0) pieces.Add(update.Text);
            usage ??= update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details;
            sawFirst.TrySetResult();
        }

        Assert.Equal(["Good", " day."], pieces);
        Assert.Equal((20, 2), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task A_picture_travels_as_a_data_url()
    {
        await using var server = await ProtocolServer.Start((context, _) => ProtocolServer.Complete(context, "A dot."));
        using var client = Client(server.Endpoint);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent("What?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])]);
        Assert.Contains("data:image/png;base64,AQID", Assert.Single(server.Requests).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overload_is_tried_again()
    {
        await using var server = await ProtocolServer.Start((context, number) =>
        {
            if (number > 1) return ProtocolServer.Complete(context, "Now.");
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        using var client = Client(server.Endpoint, retries: 2);
        Assert.Equal("Now.", (await client.GetResponseAsync(Question)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(429, true, "too many requests")]
    [InlineData(500, true, "HTTP 500")]
    [InlineData(503, true, "HTTP 503")]
    [InlineData(401, false, "ASSISTANT__CHAT__APIKEY")]
    [InlineData(404, false, "Assistant:Chat:Model")]
    [InlineData(400, false, "HTTP 400")]
    public async Task A_status_becomes_words_that_say_what_to_do(int status, bool unreachable, string words)
    {
        await using var server = await ProtocolServer.Start((context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("{\"error\":{\"message\":\"the prompt was: Hello?\"}}");
        });
        using var client = Client(server.Endpoint, key: "secret-7");
        foreach (var act in new Func<Task>[] { () => client.GetResponseAsync(Question), () => Stream(client) })
        {
            var failure = await Assert.ThrowsAsync<ChatModelException>(act);
            Assert.Equal(unreachable, failure.IsUnreachable);
            Assert.Contains(words, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-7", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Hello", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<html>It works!</html>")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"choices\":[{\"message\":null}]}")]
    [InlineData("[1,2")]
    [InlineData("")]
    public async Task Garbage_is_reported_as_not_the_protocol(string body)
    {
        await using var server = await ProtocolServer.Start((context, _) => context.Response.WriteAsync(body));
        using var client = Client(server.Endpoint);
        Assert.Contains("not an answer of the OpenAI chat protocol", (await Assert.ThrowsAsync<ChatModelException>(() => client.GetResponseAsync(Question))).Message, StringComparison.Ordinal);
        Assert.True((await Assert.ThrowsAsync<ChatModelException>(() => Stream(client))).IsUnreachable);
    }

    [Fact]
    public async Task Garbage_within_a_stream_is_an_error_after_the_pieces_before_it()
    {
        await using var server = await ProtocolServer.Start(async (context, _) =>
        {
            await ProtocolServer.Piece(context, "Good");
            await context.Response.WriteAsync("data: {{{{\n\n");
        });
        using var client = Client(server.Endpoint);
        Assert.True((await Assert.ThrowsAsync<ChatModelException>(() => Stream(client))).IsUnreachable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_breaks_off_is_an_error_not_a_short_answer(bool abort)
    {
        await using var server = await ProtocolServer.Start(async (context, _) =>
        {
            await ProtocolServer.Piece(context, "Good");
            if (abort) context.Abort();
        });
        using var client = Client(server.Endpoint);
        Assert.True((await Assert.ThrowsAsync<ChatModelException>(() => Stream(client))).IsUnreachable);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = Client($"http://127.0.0.1:{port}/v1");
        var failure = await Assert.ThrowsAsync<ChatModelException>(() => client.GetResponseAsync(Question));
        Assert.True(failure.IsUnreachable);
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_server_times_out()
    {
        await using var server = await ProtocolServer.Start((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = Client(server.Endpoint, timeout: 1);
        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<ChatModelException>(() => client.GetResponseAsync(Question));
        Assert.True(failure.IsUnreachable);
        Assert.Contains("TimeoutSeconds", failure.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.5, 60);
    }

    [Fact]
    public async Task A_stream_that_stalls_times_out()
    {
        await using var server = await ProtocolServer.Start(async (context, _) =>
        {
            await ProtocolServer.Piece(context, "Good");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client(server.Endpoint, timeout: 1);
        Assert.True((await Assert.ThrowsAsync<ChatModelException>(() => Stream(client).WaitAsync(TimeSpan.FromMinutes(2)))).IsUnreachable);
    }

    [Fact]
    public async Task The_callers_cancellation_is_passed_on_as_it_is()
    {
        using var source = new CancellationTokenSource();
        await using var server = await ProtocolServer.Start(async (context, _) =>
        {
            await ProtocolServer.Piece(context, "Good");
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client(server.Endpoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Stream(client, source.Token).WaitAsync(TimeSpan.FromMinutes(1)));
    }
}
