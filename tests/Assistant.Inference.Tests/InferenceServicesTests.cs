using Assistant.Inference.Chat;
using Assistant.Inference.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Assistant.Inference.Tests;

public class InferenceServicesTests
{
    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Assistant:Chat:{s.Key}", (string?)s.Value))).Build();
        return new ServiceCollection().AddAssistantInference(configuration).BuildServiceProvider();
    }

    [Fact]
    public void With_no_language_model_asked_for_there_is_no_client()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Assistant:Llm:Model", (string?)"none")]).Build();
        using var provider = new ServiceCollection().AddLogging().AddAssistantInference(configuration).BuildServiceProvider();
        Assert.Null(provider.GetService<IChatClient>());
    }

    [Fact]
    public async Task Without_configuration_the_bundled_model_answers()
    {
        await using var provider = new ServiceCollection().AddLogging().AddAssistantInference(new ConfigurationBuilder().Build()).BuildServiceProvider();
        Assert.IsType<LocalChatClient>(provider.GetService<IChatClient>());
    }

    [Fact]
    public void An_endpoint_and_a_model_give_a_client()
    {
        using var provider = Provider(("Endpoint", "http://127.0.0.1:8080/v1"), ("Model", "small-1"));
        var metadata = (ChatClientMetadata)Assert.IsType<OpenAiChatClient>(provider.GetService<IChatClient>()).GetService(typeof(ChatClientMetadata))!;
        Assert.Equal(("small-1", new Uri("http://127.0.0.1:8080/v1")), (metadata.DefaultModelId, metadata.ProviderUri));
    }

    [Theory]
    [InlineData("Endpoint", "127.0.0.1:8080", "http or https address")]
    [InlineData("Endpoint", "http://127.0.0.1:8080/v1", "Assistant:Chat:Model")]
    [InlineData("Model", "small-1", "Assistant:Chat:Endpoint")]
    public void What_is_set_wrongly_fails_the_start_in_words(string key, string value, string words)
    {
        using var provider = Provider((key, value));
        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetService<IChatClient>());
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
