using Assistant.Contracts.Http;
using Microsoft.OpenApi;

namespace Assistant.Api.OpenApi;

/// <summary>The OpenAPI document that clients are generated from: the same on every host, with plain numbers and the data of the event streams.</summary>
internal static class DescriptionServices
{
    /// <summary>What comes as data of server-sent events, which no response type names.</summary>
    private static readonly Type[] EventData = [typeof(AskStarted), typeof(AskStep), typeof(AskResult), typeof(ContentInfo)];

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddSchemaTransformer((schema, _, _) =>
        {
            // Numbers may also be sent as strings; a client need not know.
            if (schema.Type is { } type && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0 && (type & JsonSchemaType.String) != 0)
                (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(async (document, context, cancellationToken) =>
        {
            document.Info.Title = "Assistant";
            document.Servers?.Clear();
            foreach (var type in EventData)
                document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        });
    });
}
