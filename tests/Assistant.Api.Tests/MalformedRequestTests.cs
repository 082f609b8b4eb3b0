using System.Net;
using System.Text;
using System.Text.Json;
using Assistant.Api.Tests.OpenAi;
using Microsoft.Extensions.AI;

namespace Assistant.Api.Tests;

public sealed class MalformedRequestTests
{
    private static readonly (string Path, string Body)[] Valid =
    [
        ("/api/search", """{"query":"seal","k":5,"modality":"any","collection":"default","afterSequence":0,"image":null}"""),
        ("/api/ask", """{"question":"Where do seals sleep?","collection":"default","conversationId":null,"image":null}"""),
        ("/api/content", """{"collection":"default","uri":"x.txt","text":"seals","url":null,"mediaType":"text/plain","source":"s"}"""),
        ("/api/feedback", """{"signal":"up","query":"q","documentId":null,"messageId":null,"rank":1,"shown":[],"text":"t"}"""),
        ("/v1/chat/completions", """{"model":"assistant","messages":[{"role":"user","content":[{"type":"text","text":"Where do seals sleep?"}]}],"stream":false,"n":1}"""),
        ("/v1/chat/completions", """{"model":"scripted-1","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"q\":[1]}"}}]},{"role":"tool","tool_call_id":"a","content":"y"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"auto","stop":["x"],"logit_bias":{"1":2},"n":2,"logprobs":true,"top_logprobs":3,"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}}"""),
        ("/v1/completions", """{"model":"scripted-1","prompt":["a","b"],"echo":true,"max_tokens":3,"temperature":0.5,"stop":"x"}"""),
    ];

    [Fact]
    public async Task Hundreds_of_broken_bodies_are_answered_and_never_with_500()
    {
        using var model = new ScriptedChatClient((_, _) => ScriptedChatClient.Pieces(ChatFinishReason.Stop, "x"));
        await using var service = new ServiceFixture(model, ("Assistant:Limits:Burst", "100000"));
        await service.SubmitAsync("seals.txt", "Seals sleep on the north beach.");
        var random = new Random(4711);
        for (var i = 0; i < 500; i++)
        {
            var (path, body) = Valid[i % Valid.Length];
            var broken = Break(Encoding.UTF8.GetBytes(body), random);
            using var content = new ByteArrayContent(broken);
            content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) == 0 ? "text/plain" : "application/json");
            using var response = await service.Http.PostAsync(path, content);

            Assert.True((int)response.StatusCode < 500, $"{path} answered {(int)response.StatusCode} to {Encoding.UTF8.GetString(broken)}: {await response.Content.ReadAsStringAsync()}");
            if ((int)response.StatusCode >= 400)
            {
                using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                Assert.True(problem.RootElement.TryGetProperty("title", out _) && problem.RootElement.GetProperty("status").GetInt32() == (int)response.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("/api/search", """{"query":"x","k":0}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/search", """{"query":"x","k":"ten"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/search", """{"query":null}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/search", """{"query":"x","modality":"sound"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/search", """{"query":"x","image":"%%"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/search", """{"query":"x","image":"data:image/png;base64,aGVsbG8="}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/ask", """{"question":"x","image":"data:image/png;base64,aGVsbG8="}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/ask", """{"question":"   "}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/ask", """{"question":"x","conversationId":"0198c5f0-0000-7000-8000-000000000000"}""", HttpStatusCode.NotFound)]
    [InlineData("/api/content", """{"uri":"x.txt"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/content", """{"uri":"../x.txt","text":"x"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/content", """{"uri":"x.txt","text":"x","collection":"a/b"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/feedback", """{"signal":"meh"}""", HttpStatusCode.BadRequest)]
    [InlineData("/api/feedback", """{"signal":"up","documentId":"00000000000000000000000000000000"}""", HttpStatusCode.NotFound)]
    [InlineData("/api/feedback", """{"signal":"up","shown":[null]}""", HttpStatusCode.NotFound)]
    [InlineData("/v1/chat/completions", """{"messages":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", """{"model":"gpt-9","messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.NotFound)]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}]}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Wrong_values_are_refused_with_the_reason(string path, string body, HttpStatusCode expected)
    {
        await using var service = new ServiceFixture();
        using var response = await service.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("/api/content/nonsense", HttpStatusCode.NotFound)]
    [InlineData("/api/content/0198c5f000007000800000000000000f/text", HttpStatusCode.NotFound)]
    [InlineData("/api/content?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/content?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/content?state=Lost", HttpStatusCode.BadRequest)]
    [InlineData("/api/content?after=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/conversations/x", HttpStatusCode.NotFound)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    public async Task Unknown_ids_and_wrong_parameters_are_client_errors(string path, HttpStatusCode expected)
    {
        await using var service = new ServiceFixture();

        Assert.Equal(expected, (await service.Http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Every_operation_is_described()
    {
        await using var service = new ServiceFixture();
        using var document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        Assert.Superset(new HashSet<string> { "/api/search", "/api/ask", "/api/content", "/api/content/{id}", "/api/content/{id}/redrive", "/api/conversations", "/api/feedback", "/api/collections", "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/models" }, paths.ToHashSet());
    }

    private static byte[] Break(byte[] body, Random random)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(body.Length);
            body = random.Next(6) switch
            {
                0 => body[..at],
                1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
                2 => [.. body[..at], .. "\\ud800"u8, .. body[at..]],
                3 => [.. body[..at], .. "null"u8, .. body[Math.Min(body.Length, at + 4)..]],
                4 => [.. body[..at], .. Encoding.UTF8.GetBytes(new string('[', random.Next(1, 200))), .. body[at..]],
                _ => [.. body.Select((value, i) => i == at ? (byte)random.Next(256) : value)],
            };
            if (body.Length == 0)
                return body;
        }

        return body;
    }
}
