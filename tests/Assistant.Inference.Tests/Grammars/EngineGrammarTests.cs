using System.Text.Json;
using Assistant.Inference.Llm;
using Assistant.Inference.Tests.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Inference.Tests.Grammars;

/// <summary>The engine itself under our grammars, with a model that knows nothing.</summary>
public sealed class EngineGrammarTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int Generations = 50;

    private static readonly string[] Schemas =
    [
        """{"type":"object","properties":{"name":{"type":"string","maxLength":12},"age":{"type":"integer","minimum":0,"maximum":150}},"required":["name","age"]}""",
        """{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"null"},"c":{"type":"integer","minimum":-9,"maximum":9}}}""",
        """{"enum":["red","green","blue",null,7]}""",
        """{"const":{"é":["😀",1.5]}}""",
        """{"type":"array","items":{"type":"integer","minimum":10,"maximum":2000},"minItems":1,"maxItems":5}""",
        """{"type":"array","prefixItems":[{"type":"string","maxLength":4},{"type":"boolean"}],"items":false,"minItems":2}""",
        """{"type":"string","pattern":"^[A-Z]{2,3}-\\d{4}$"}""",
        """{"type":"string","pattern":"^(\\\\|\"|\\n|é){1,5}$"}""",
        """{"type":"string","format":"date"}""",
        """{"type":"string","format":"date-time"}""",
        """{"type":"string","format":"uuid"}""",
        """{"type":"string","minLength":3,"maxLength":20}""",
        """{"type":"number","minimum":-2,"exclusiveMaximum":3}""",
        """{"type":"number"}""",
        """{"type":"integer","exclusiveMinimum":99}""",
        """{"anyOf":[{"type":"string","maxLength":6},{"type":"null"},{"type":"array","items":{"type":"boolean"},"maxItems":3}]}""",
        """{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer","maximum":9,"minimum":0}},"required":["kind","x"]},{"type":"object","properties":{"kind":{"const":"b"},"y":{"type":"string","maxLength":5}},"required":["kind","y"]}]}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"a":{"minimum":5,"maximum":6},"b":{"type":"string","maxLength":3}},"required":["b"]}]}""",
        """{"type":"object","properties":{"id":{"type":"integer","minimum":1,"maximum":3}},"required":["id"],"additionalProperties":false}""",
        """{"$ref":"#/$defs/node","$defs":{"leaf":{"enum":[1,2]},"node":{"type":"object","properties":{"v":{"$ref":"#/$defs/leaf"},"w":{"anyOf":[{"$ref":"#/$defs/leaf"},{"type":"null"}]}},"required":["v","w"]}}}""",
    ];

    [RequiresLlamaFact]
    public async Task Each_generation_under_each_schema_is_valid()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Assistant:Llm:Model", tiny.Path), new("Assistant:Llm:Threads", "1"), new("Assistant:Llm:PromptThreads", "1")]).Build();
        await using var services = new ServiceCollection().AddLogging().AddLanguageModel(settings, Path.GetDirectoryName(tiny.Path)!).BuildServiceProvider();
        var chat = services.GetRequiredService<IChatClient>();
        foreach (var text in Schemas)
        {
            var schema = JsonSerializer.Deserialize<JsonElement>(text);
            var check = new SchemaCheck(schema);
            await Parallel.ForAsync(0, Generations, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, token) =>
            {
                var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema), Temperature = 1.2f, Seed = seed, MaxOutputTokens = 400 };
                var answer = await chat.GetResponseAsync([new ChatMessage(ChatRole.User, "Go.")], options, token);
                Assert.True(answer.FinishReason == ChatFinishReason.Stop && check.IsValid(JsonSerializer.Deserialize<JsonElement>(answer.Text)), $"{text}\n{answer.FinishReason}: {answer.Text}");
            });
        }
    }
}
