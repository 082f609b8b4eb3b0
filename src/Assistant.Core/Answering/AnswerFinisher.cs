using System.Globalization;
using System.Runtime.CompilerServices;
using Assistant.Core.Content;
using Assistant.Core.Memory;

namespace Assistant.Core.Answering;

/// <summary>
/// What every way of answering ends with: an answer that found nothing names the files that are still on their way; questions that
/// could follow are suggested; what the user said about itself is kept where that is useful. Safe from many threads.
/// </summary>
internal sealed class AnswerFinisher(IAnswerer answerer, IContentStore store, LongTermMemory memory, FollowUps followUps) : IAnswerer
{
    private const int MostNamed = 3;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seen = new List<AnswerSource>();
        var cited = new List<Citation>();
        await foreach (var made in answerer.AnswerAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (made is ObservationEvent observation)
                seen.AddRange(observation.Sources);
            else if (made is CitationEvent citation)
                cited.Add(citation.Citation);
            if (made is not DoneEvent done)
            {
                yield return made;
                continue;
            }

            if (!done.Supported && await PendingAsync(request, cancellationToken).ConfigureAwait(false) is { } pending)
            {
                yield return new TextEvent(pending);
                done = done with { Answer = done.Answer + pending };
            }

            foreach (var fact in await AdmitAsync(request, cancellationToken).ConfigureAwait(false))
                yield return new NoticeEvent($"Kept in memory: {fact.Text}");
            yield return done with { Suggestions = await followUps.OfAsync(request, done.Answer, cited, seen, cancellationToken).ConfigureAwait(false) };
        }
    }

    private async ValueTask<string?> PendingAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        var readable = (await store.ListCollectionsAsync(cancellationToken).ConfigureAwait(false))
            .Where(collection => collection.Pending > 0 && request.Collections?.Contains(collection.Name) != false
                && (request.Groups is null || collection.Groups.Count == 0 || collection.Groups.Any(request.Groups.Contains))).ToList();
        if (readable.Count == 0)
            return null;
        var filter = new DocumentFilter { Collections = [.. readable.Select(collection => collection.Name)], States = [ContentState.Accepted, ContentState.Parsed, ContentState.Embedded], Limit = MostNamed };
        var files = await store.ListAsync(filter, cancellationToken).ConfigureAwait(false);
        if (files.Count == 0)
            return null;
        var more = readable.Sum(collection => collection.Pending) - files.Count;
        return string.Create(CultureInfo.InvariantCulture, $" Still being indexed: {string.Join(", ", files.Select(file => file.Uri))}{(more > 0 ? $" and {more} more" : "")}.");
    }

    private async ValueTask<IReadOnlyList<Fact>> AdmitAsync(AnswerRequest request, CancellationToken cancellationToken) => request.User is null ? [] : await memory.AdmitAsync(
        new Fact
        {
            User = request.User,
            Collection = request.Collections is { Count: 1 } one ? one.First() : null,
            Text = request.Question,
            ConversationId = request.ConversationId,
            MessageId = request.MessageId,
        },
        cancellationToken).ConfigureAwait(false);
}
