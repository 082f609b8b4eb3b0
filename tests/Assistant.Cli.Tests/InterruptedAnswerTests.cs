using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Assistant.Contracts.Http;

namespace Assistant.Cli.Tests;

/// <summary>The service is killed in the middle of an answer.</summary>
public sealed class InterruptedAnswerTests
{
    private const string Search = """{"thought":"Search the documents.","calls":[{"tool":"search","arguments":{"query":"green tea brewed"}}]}""";

    [Fact]
    public async Task After_the_restart_the_conversation_holds_everything_up_to_the_last_event()
    {
        using var cli = new Cli();
        using var model = new HangingModel([Search]);
        var folder = Path.Combine(cli.Data, "docs");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "tea.md"), "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.");
        Assert.Equal(0, (await cli.RunAsync("ingest", folder, "--wait")).ExitCode);

        cli.Settings["ASSISTANT__CHAT__ENDPOINT"] = model.Endpoint;
        cli.Settings["ASSISTANT__CHAT__MODEL"] = "hanging";
        var (process, address) = await cli.UpAsync();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/ask") { Content = JsonContent.Create(new AskBody { Question = "How hot is green tea brewed?" }, options: AssistantJson.Options) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        AskStarted? started = null;
        var seen = new List<AskStep>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            if (item.EventType == "started")
                started = JsonSerializer.Deserialize<AskStarted>(item.Data, AssistantJson.Options);
            else
                seen.Add(JsonSerializer.Deserialize<AskStep>(item.Data, AssistantJson.Options)!);
            // The model hangs in its second step: this is the last event there is.
            if (item.EventType == "observation")
                break;
        }

        process.Kill();
        await process.WaitForExitAsync();
        (_, address) = await cli.UpAsync();
        using var again = new HttpClient { BaseAddress = new Uri(address) };
        var conversation = (await again.GetFromJsonAsync<ConversationDetail>($"api/conversations/{started!.ConversationId}", AssistantJson.Options))!;
        Assert.Equal(["How hot is green tea brewed?", ""], conversation.Messages.Select(message => message.Text));
        var left = conversation.Messages[^1];
        Assert.Equal("interrupted", left.State);
        Assert.Equal(["thought", "tool_call", "observation"], left.Steps.Select(step => step.Kind));
        Assert.Equal(seen.Select(step => JsonSerializer.Serialize(step)), left.Steps.Select(step => JsonSerializer.Serialize(step)));
    }

    /// <summary>A server that plays its replies and then never answers again.</summary>
    private sealed class HangingModel : IDisposable
    {
        private readonly HttpListener _listener = new();

        public HangingModel(string[] replies)
        {
            // A free port: the listener takes none by itself.
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
            }

            _listener.Prefixes.Add(Endpoint + "/");
            _listener.Start();
            _ = Task.Run(() => ServeAsync(replies));
        }

        public string Endpoint { get; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync(string[] replies)
        {
            foreach (var reply in replies)
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/event-stream";
                await using var writer = new StreamWriter(context.Response.OutputStream);
                foreach (var (content, finish) in new[] { (reply, (string?)null), ("", "stop") })
                    await writer.WriteAsync($"data: {JsonSerializer.Serialize(new { id = "c1", @object = "chat.completion.chunk", created = 1, model = "hanging", choices = new[] { new { index = 0, delta = new { content }, finish_reason = finish } } })}\n\n");
                await writer.WriteAsync("data: [DONE]\n\n");
            }
        }
    }
}
