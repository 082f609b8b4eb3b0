using Assistant.Core.Answering;
using Assistant.Hosting.Errors;
using Microsoft.Extensions.AI;

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

    /// <summary>The model of this id.</summary>
    /// <exception cref="RequestRefusedException">There is none (404).</exception>
    public static IChatClient Of(IServiceProvider services, string? id) => Find(services) is { } model && model.Id == id
        ? model.Client
        : throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such model", "No language model has this id; GET /v1/models lists what there is.");

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
