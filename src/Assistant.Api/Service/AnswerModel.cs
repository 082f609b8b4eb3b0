using Assistant.Contracts.Http;
using Assistant.Inference.Chat;
using Assistant.Inference.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Service;

/// <summary>Says what writes answers: a model of this process, one of another server, or nobody. A singleton.</summary>
internal sealed class AnswerModel(IServiceProvider services, AnswerSpeed speed)
{
    public AnswerModelInfo Read()
    {
        if (services.GetService<LanguageModel>()?.Status is { } status)
            return new(status.Model, "local", status.State.ToString(), status.Description, speed.TokensPerSecond, status.ModelBytes, status.UsedTokens, status.CapacityTokens, status.Running, status.Waiting);
        return services.GetService<IChatClient>() is not null && services.GetService<IOptions<ChatEndpointOptions>>()?.Value.Model is { Length: > 0 } model
            ? Without(model, "endpoint")
            : Without("extractive", "extractive");
    }

    private static AnswerModelInfo Without(string name, string kind) => new(name, kind, nameof(LlmState.Ready), null, null, 0, 0, 0, 0, 0);
}
