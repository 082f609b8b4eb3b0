using System.ComponentModel;
using System.Globalization;
using System.Text;
using Assistant.Api.Access;
using Assistant.Api.Ask;
using Assistant.Api.Content;
using Assistant.Api.Search;
using Assistant.Contracts.Http;
using Assistant.Core.Access;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Assistant.Ingestion.Accept;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Assistant.Api.Mcp;

/// <summary>The tools of the MCP server, for the caller whose key the request brings.</summary>
internal sealed class KnowledgeMcpTools(IHttpContextAccessor http, IOptions<LimitsOptions> limits, ReadableCollections readable)
{
    private const int MaxTextCharacters = 20_000;

    private Caller Caller => Caller.Of(http.HttpContext ?? throw new InvalidOperationException("A tool was called outside a request."));

    [McpServerTool(Name = "search", Title = "Search", ReadOnly = true, OpenWorld = false)]
    [Description("Finds passages and pictures that match words and meaning. Each hit gives the document's id, title, place and text.")]
    public async Task<string> SearchAsync(
        IRetriever retriever,
        [Description("What to look for")] string query,
        [Description("How many hits, 1 to 100")] int k = 5,
        [Description("One collection only")] string? collection = null,
        CancellationToken cancellationToken = default)
    {
        var body = new SearchBody { Query = query, K = k, Collection = collection };
        var result = (await retriever.SearchAsync(SearchEndpoints.ToRequest(body, Caller, limits.Value), cancellationToken)).ToResult();
        if (result.Hits.Count == 0)
            return "No passages found.";
        var text = new StringBuilder();
        foreach (var hit in result.Hits)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{hit.Rank}] {string.Join(" › ", hit.Headings.Prepend(hit.Title ?? hit.Uri))} ({hit.Collection}/{hit.Uri})\n");
            text.Append(CultureInfo.InvariantCulture, $"document: {hit.DocumentId}, characters {hit.Span.Start} to {hit.Span.End}\n{hit.Snippet}\n\n");
        }

        return text.ToString().TrimEnd();
    }

    [McpServerTool(Name = "ask", Title = "Ask", ReadOnly = true, OpenWorld = false)]
    [Description("Answers a question from the documents, with numbered citations.")]
    public async Task<string> AskAsync(
        IAnswerer answerer,
        [Description("The question")] string question,
        [Description("One collection only")] string? collection = null,
        CancellationToken cancellationToken = default)
    {
        var recorder = new AnswerRecorder();
        await foreach (var answerEvent in answerer.AnswerAsync(AskEndpoints.ToRequest(new AskBody { Question = question, Collection = collection }, Caller, limits.Value), cancellationToken))
            recorder.Add(answerEvent);
        var result = recorder.ToResult();
        var text = new StringBuilder(result.Answer);
        foreach (var citation in result.Citations)
            text.Append(CultureInfo.InvariantCulture, $"\n[{citation.N}] {citation.Title ?? citation.Uri} ({citation.Collection}/{citation.Uri}, characters {citation.Span.Start} to {citation.Span.End}): \"{citation.Quote.ReplaceLineEndings(" ")}\"");
        return text.ToString();
    }

    [McpServerTool(Name = "open_document", Title = "Open document", ReadOnly = true, OpenWorld = false)]
    [Description("Reads a document's text from a character position on.")]
    public async Task<string> OpenDocumentAsync(
        IContentStore store,
        [Description("The document's id, as search gives it")] string document,
        [Description("Character to start at")] int start = 0,
        CancellationToken cancellationToken = default)
    {
        if (start < 0)
            throw new RequestRefusedException("start is a character position, 0 or more.");
        var text = await readable.FindAsync(Caller, document, cancellationToken) is { } found ? await store.ReadTextAsync(found.Id, cancellationToken) : null;
        if (text is null)
            throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such document", "Take the id from a hit of search; a document that is still being read has no text yet.");
        var from = Math.Min(start, text.Text.Length);
        var to = Math.Min(from + MaxTextCharacters, text.Text.Length);
        if (to < text.Text.Length && char.IsHighSurrogate(text.Text[to - 1]))
            to--;
        return $"{text.Title ?? document}, characters {from} to {to} of {text.Text.Length}\n\n{text.Text[from..to]}";
    }

    [McpServerTool(Name = "add_content", Title = "Add content", Destructive = true, Idempotent = true, OpenWorld = false)]
    [Description("Adds a text to a collection, or replaces the one with the same name; needs a key with the writer role.")]
    public async Task<string> AddContentAsync(
        IBlobStore blobs,
        ContentIntake intake,
        [Description("Its name in the collection, such as notes/today.md")] string uri,
        [Description("The text, Markdown or plain")] string text,
        [Description("The collection; made when there is none of that name")] string collection = "default",
        CancellationToken cancellationToken = default)
    {
        var caller = Caller;
        if (caller.Role < ApiRole.Writer)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This key may not add content", "It has the reader role. An administrator makes keys with: assistant keys create NAME --role writer");
        await readable.EnsureMayWriteAsync(caller, Input.Collection(collection), cancellationToken);
        var part = await ContentSubmission.StoreTextAsync(new ContentBody { Uri = uri, Text = text, Collection = collection, Source = "mcp" }, text, caller, blobs, cancellationToken);
        var item = (await ContentSubmission.AcceptAsync([part], intake, cancellationToken)).Value!.Items[0];
        return item.Changed ? $"Accepted as document {item.Id}, version {item.Version}; it can be found in a moment." : $"Unchanged: document {item.Id}, version {item.Version}, state {item.State}.";
    }
}
