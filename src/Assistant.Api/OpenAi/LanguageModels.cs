using Assistant.Core.Answering;
using Assistant.Hosting.Errors;
using Assistant.Inference.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Assistant.Api.OpenAi;

/// <summary>The language model of this service under its own id: written to as it is, without retrieval.</summary>
internal static class LanguageModels
{
    /// <summary>The model with its id; null when none is configured.</summary>
    public static (IChatClient Client, string Id)? Find(IServiceProvider services)
    {
        if (services.GetService<IChatClient>() is not { } client) return null;
        var id = client.GetService<ChatClientMetadata>()?.DefaultModelId is { Length: > 0 } name ? name : "model";
        // The assistant's own names go before.
        return (client, ChatModels.IsAssistant(id) ? "model:" + id : id);
    }

    /// <summary>Ids of the model: its own, and one for each adapter (<c>MODEL:ADAPTER</c>); empty when none is configured.</summary>
    public static IReadOnlyList<string> Ids(IServiceProvider services) => Find(services) is { } model ? [model.Id, .. Adapters(services).Select(adapter => $"{model.Id}:{adapter}")] : [];

    /// <summary>The model of this id, with the adapter that the id names.</summary>
    /// <exception cref="RequestRefusedException">There is none (404).</exception>
    public static IChatClient Of(IServiceProvider services, string? id)
    {
        if (Find(services) is { } model)
        {
            if (model.Id == id) return model.Client;
            if (Adapters(services).FirstOrDefault(adapter => id == $"{model.Id}:{adapter}") is { } adapter) return new AdaptedChatClient(model.Client, adapter);
        }

        throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such model", "No language model has this id; GET /v1/models lists what there is.");
    }

    private static IEnumerable<string> Adapters(IServiceProvider services) =>
        services.GetService<LanguageModel>() is null ? [] : services.GetRequiredService<IOptions<LlmOptions>>().Value.Adapters.Keys.Order(StringComparer.Ordinal);

    /// <summary>Runs a request to a model; what it refuses becomes a refusal of the request.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ChatModelException refused) when (refused is { IsUnreachable: false, IsMisconfigured: false })
        {
            throw new RequestRefusedException(refused.Message, refused);
        }
        catch (NotSupportedException unsupported)
        {
            throw new RequestRefusedException(unsupported.Message, unsupported);
        }
    }
}
