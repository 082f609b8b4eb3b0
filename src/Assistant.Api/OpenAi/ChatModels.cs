using Assistant.Hosting.Errors;

namespace Assistant.Api.OpenAi;

/// <summary>Names of models as OpenAI clients see them: <c>assistant</c> answers from every readable collection, <c>assistant:NAME</c> from one.</summary>
internal static class ChatModels
{
    public const string All = "assistant";
    private const string OnePrefix = All + ":";

    /// <summary>Whether a name is one of the assistant's; absent means all collections.</summary>
    public static bool IsAssistant(string? model) => model is null or All || model.StartsWith(OnePrefix, StringComparison.Ordinal);

    public static string Of(string collection) => OnePrefix + collection;

    /// <summary>The collection that a model's name stands for; null for all.</summary>
    /// <exception cref="RequestRefusedException">There is no such model (404).</exception>
    public static string? Collection(string? model) => model switch
    {
        null or All => null,
        _ when model.StartsWith(OnePrefix, StringComparison.Ordinal) && model.Length > OnePrefix.Length => model[OnePrefix.Length..],
        _ => throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such model", $"Models are '{All}', '{OnePrefix}COLLECTION' and the language model's own id; GET /v1/models lists them."),
    };
}
