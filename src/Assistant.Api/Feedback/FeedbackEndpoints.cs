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

/// <summary><c>POST /api/feedback</c>: judgements, stored for learning.</summary>
internal static class FeedbackEndpoints
{
    private const int MaxShown = 100;
    private static readonly string[] Signals = ["up", "down", "click", "correction", "wrong_picture"];

    public static void MapFeedback(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/feedback", AddAsync).RequireAuthorization(AccessPolicies.Reader).WithTags("feedback").WithSummary("Stores a judgement of an answer or a hit");

    private static async Task<Created<FeedbackStored>> AddAsync(
        FeedbackBody body,
        HttpContext context,
        IFeedbackStore feedback,
        ReadableCollections readable,
        IOptions<LimitsOptions> limits,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (!Signals.Contains(body.Signal))
            throw new RequestRefusedException($"signal is one of: {string.Join(", ", Signals)}.");
        if (Math.Max(body.Query.Length, body.Text?.Length ?? 0) > limits.Value.MaxQueryCharacters)
            throw new RequestRefusedException($"query and text have at most {limits.Value.MaxQueryCharacters} characters.");
        if (body.Rank is < 1 or > MaxShown || body.Shown.Count > MaxShown)
            throw new RequestRefusedException($"rank is 1 to {MaxShown}, and at most {MaxShown} documents were shown.");
        if (body.Signal == "correction" && string.IsNullOrWhiteSpace(body.Text))
            throw new RequestRefusedException("A correction needs its text.");
        var row = new FeedbackRow
        {
            User = caller.User,
            Signal = body.Signal,
            Query = body.Query,
            DocumentId = body.DocumentId is null ? null : await ReadableAsync(body.DocumentId),
            MessageId = body.MessageId,
            Rank = body.Rank,
            Shown = await AllReadableAsync(),
            Text = body.Text,
        };
        var id = await feedback.AddAsync(row, cancellationToken);
        return TypedResults.Created((string?)null, new FeedbackStored(id));

        async Task<DocumentId> ReadableAsync(string? text) => (await readable.FindAsync(caller, text ?? "", cancellationToken))?.Id
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "No such document", "A judged document must exist.");

        async Task<IReadOnlyList<DocumentId>> AllReadableAsync()
        {
            List<DocumentId> ids = [];
            foreach (var shown in body.Shown)
                ids.Add(await ReadableAsync(shown));
            return ids;
        }
    }

    /// <summary>What was stored.</summary>
    internal sealed record FeedbackStored(Guid Id);
}
