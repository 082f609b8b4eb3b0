using Assistant.Api.Access;
using Assistant.Core.Content;
using Assistant.Hosting.Access;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Assistant.Api.Mcp;

/// <summary>Documents as resources: <c>assistant://COLLECTION/ID</c>, whose content is the parsed text. Lists go on with a cursor, the id of the last document.</summary>
internal static class DocumentMcpResources
{
    private const string Scheme = "assistant://";
    private const int PageSize = 100;

    public static async ValueTask<ListResourcesResult> ListAsync(RequestContext<ListResourcesRequestParams> request, CancellationToken cancellationToken)
    {
        var (services, caller) = Of(request);
        DocumentId? after = null;
        if (request.Params?.Cursor is { } cursor)
            after = DocumentId.TryParse(cursor, out var last) ? last : throw new McpProtocolException("The cursor is not one that this server gave.", McpErrorCode.InvalidParams);
        var collections = await services.GetRequiredService<ReadableCollections>().NamesAsync(caller, null, cancellationToken);
        if (collections is { Count: 0 })
            return new ListResourcesResult();
        var documents = await services.GetRequiredService<IContentStore>().ListAsync(new DocumentFilter { Collections = collections, After = after, Limit = PageSize }, cancellationToken);
        return new ListResourcesResult
        {
            Resources = [.. documents.Where(document => document.LiveVersion is not null).Select(ToResource)],
            NextCursor = documents.Count == PageSize ? documents[^1].Id.ToString() : null,
        };
    }

    public static ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) => new(new ListResourceTemplatesResult
    {
        ResourceTemplates = [new ResourceTemplate { Name = "document", Title = "The parsed text of a document", UriTemplate = Scheme + "{collection}/{id}", MimeType = "text/plain" }],
    });

    public static async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        var (services, caller) = Of(request);
        var uri = request.Params?.Uri ?? "";
        var id = uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri[(uri.LastIndexOf('/') + 1)..] : "";
        var document = await services.GetRequiredService<ReadableCollections>().FindAsync(caller, id, cancellationToken);
        if (document is null || UriOf(document) != uri || await services.GetRequiredService<IContentStore>().ReadTextAsync(document.Id, cancellationToken) is not { } text)
            throw new McpProtocolException($"There is no resource {uri}, or it has no text yet.", McpErrorCode.ResourceNotFound);
        return new ReadResourceResult { Contents = [new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = text.Text }] };
    }

    private static string UriOf(DocumentRecord document) => $"{Scheme}{Uri.EscapeDataString(document.Collection)}/{document.Id}";

    private static Resource ToResource(DocumentRecord document) => new()
    {
        Uri = UriOf(document),
        Name = $"{document.Collection}/{document.Uri}",
        Title = document.Title,
        MimeType = "text/plain",
    };

    private static (IServiceProvider Services, Caller Caller) Of<T>(RequestContext<T> request)
    {
        var services = request.Services ?? throw new InvalidOperationException("The request has no services.");
        return (services, Caller.Of(services.GetRequiredService<IHttpContextAccessor>().HttpContext ?? throw new InvalidOperationException("A resource was asked for outside a request.")));
    }
}
