using Assistant.Api.Access;
using Assistant.Contracts.Http;
using Assistant.Core.Content;
using Assistant.Core.Feedback;
using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Feedback;

/// <summary><c>POST /api/feedback</c>: judgements, which act on the next search of their user and are kept for learning.</summary>
internal static class FeedbackEndpoints
{
    private const int MaxShown = 100;

    public static void MapFeedback(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/feedback", AddAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("feedback").WithSummary("Stores a judgement of an answer or a hit; the next search sees it");

    /// <summary>Checks a body and turns it into a row.</summary>
    /// <param name="body">The body.</param>
    /// <param name="user">Who judges.</param>
    /// <param name="limits">Limits of the service.</param>
    /// <param name="find">Finds a document that the user may read; null when there is none.</param>
    /// <exception cref="RequestRefusedException">It is malformed, or names what there is not.</exception>
    public static async Task<FeedbackRow> ToRowAsync(FeedbackBody body, string user, LimitsOptions limits, Func<string, ValueTask<DocumentId?>> find)
    {
        if (!Signals.Given.Contains(body.Signal))
            throw new RequestRefusedException($"signal is one of: {string.Join(", ", Signals.Given)}.");
        if (Math.Max(body.Query.Length, body.Text?.Length ?? 0) > limits.MaxQueryCharacters)
            throw new RequestRefusedException($"query and text have at most {limits.MaxQueryCharacters} characters.");
        if (body.Rank is < 1 or > MaxShown || body.Shown.Count > MaxShown)
            throw new RequestRefusedException($"rank is 1 to {MaxShown}, and at most {MaxShown} documents were shown.");
        if (body.Signal == "correction" && string.IsNullOrWhiteSpace(body.Text))
            throw new RequestRefusedException("A correction needs its text.");
        List<DocumentId> shown = [];
        foreach (var one in body.Shown)
            shown.Add(await ReadableAsync(one));
        return new FeedbackRow
        {
            User = user,
            Signal = body.Signal,
            Query = body.Query,
            DocumentId = body.DocumentId is null ? null : await ReadableAsync(body.DocumentId),
            SearchId = body.SearchId,
            MessageId = body.MessageId,
            Rank = body.Rank,
            Shown = shown,
            Text = body.Text,
        };

        async Task<DocumentId> ReadableAsync(string text) => await find(text) ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such document", "A judged document must exist.");
    }

    /// <summary>Stores a row.</summary>
    /// <exception cref="RequestRefusedException">Its search is not the user's, or no longer logged.</exception>
    public static async Task<Guid> StoreAsync(FeedbackRow row, FeedbackRecorder recorder, CancellationToken cancellationToken)
    {
        try
        {
            return await recorder.AddAsync(row, cancellationToken);
        }
        catch (UnknownSearchException unknown)
        {
            throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such search", unknown.Message);
        }
    }

    private static async Task<Created<FeedbackStored>> AddAsync(
        FeedbackBody body,
        HttpContext context,
        FeedbackRecorder recorder,
        ReadableCollections readable,
        IOptions<LimitsOptions> limits,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var row = await ToRowAsync(body, caller.User, limits.Value, async text => (await readable.FindAsync(caller, text, cancellationToken))?.Id);
        return TypedResults.Created((string?)null, new FeedbackStored(await StoreAsync(row, recorder, cancellationToken)));
    }
}
