using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Conversations;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Answering;

/// <summary>
/// The window of a conversation that a prompt shows: the newest turns as they are, and a running summary of the older ones. Older turns
/// are taken in in blocks, so that the prompt's beginning stays the same for several turns; each summary is written once, from the one
/// before and the turns that fell out since, and kept with the conversation; outside of one, rules write it. Safe from many threads.
/// </summary>
/// <param name="model">The language model.</param>
/// <param name="store">Where summaries are kept.</param>
/// <param name="mode">Who writes them.</param>
internal sealed class ConversationWindow(SideModel model, ISummaryStore store, WrittenBy mode)
{
    private const int Block = 4; // messages: two questions with their answers
    private const double ShareOfContext = 0.25;
    private const double ShareOfSummary = 0.5; // of the window
    private const int CharactersPerToken = 3;

    // A summary that speaks of other things than the conversation is made up.
    private const double LeastShared = 0.5;

    /// <summary>Cuts the history of a question to a quarter of the context.</summary>
    /// <returns>The question with what is left of its history and the summary of the rest, and what is to be told of how it was made.</returns>
    /// <exception cref="ChatModelException">The endpoint refused the request.</exception>
    public async ValueTask<(AnswerRequest Request, string? Notice)> FitAsync(AnswerRequest request, CancellationToken cancellationToken)
    {
        if (request.History.Count == 0)
            return (request, null);
        var context = await model.ContextAsync(cancellationToken).ConfigureAwait(false);
        var most = (int)(context * ShareOfContext * CharactersPerToken);
        var cut = CutOf(request.History, most);
        if (cut == 0)
            return (request, null);
        var hashes = Hashes(request.History, cut);
        var (covered, summary) = await FindAsync(request.ConversationId, hashes, cancellationToken).ConfigureAwait(false);
        string? notice = null;
        if (covered < cut)
        {
            var fallen = request.History.Skip(covered).Take(cut - covered).ToList();
            // Where nothing is kept, a model would write it again for each question.
            var writer = request.ConversationId is null ? null : await model.ForAsync(mode, cancellationToken).ConfigureAwait(false);
            (summary, notice) = await WriteAsync(writer, summary, fallen, (int)(most * ShareOfSummary), cancellationToken).ConfigureAwait(false);
            if (request.ConversationId is { } conversation)
                await store.KeepAsync(conversation, hashes[^1].Hash, summary, cancellationToken).ConfigureAwait(false);
        }

        return (request with { History = [.. request.History.Skip(cut)], Summary = summary }, notice);
    }

    /// <summary>How many of the oldest turns fall out: whole blocks, so that the window begins with a question.</summary>
    private static int CutOf(IReadOnlyList<(string Role, string Text)> history, int most)
    {
        var cut = history.Count;
        var length = 0;
        while (cut > 0 && length + history[cut - 1].Text.Length <= most)
            length += history[--cut].Text.Length;
        if (cut == 0)
            return 0;
        cut = Math.Min(history.Count - (history.Count % 2), (cut + Block - 1) / Block * Block);
        while (cut < history.Count && history[cut].Role != "user")
            cut++;
        return cut;
    }

    /// <summary>Hashes of the turns up to each place where a window may have been cut, the last at <paramref name="cut"/>.</summary>
    private static List<(int Cut, byte[] Hash)> Hashes(IReadOnlyList<(string Role, string Text)> history, int cut)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashes = new List<(int, byte[])>();
        Span<byte> length = stackalloc byte[4];
        for (var i = 0; i < cut; i++)
        {
            foreach (var part in (string[])[history[i].Role, history[i].Text])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
                hash.AppendData(length);
                hash.AppendData(bytes);
            }

            if (i + 1 == cut || history[i + 1].Role == "user")
                hashes.Add((i + 1, hash.GetCurrentHash()));
        }

        return hashes;
    }

    private async ValueTask<(int Covered, string Summary)> FindAsync(Guid? conversation, List<(int Cut, byte[] Hash)> hashes, CancellationToken cancellationToken)
    {
        if (conversation is not { } id)
            return (0, "");
        for (var i = hashes.Count - 1; i >= 0; i--)
        {
            if (await store.FindAsync(id, hashes[i].Hash, cancellationToken).ConfigureAwait(false) is { } summary)
                return (hashes[i].Cut, summary);
        }

        return (0, "");
    }

    private static async ValueTask<(string Summary, string? Notice)> WriteAsync(IChatClient? chat, string before, List<(string Role, string Text)> turns, int most, CancellationToken cancellationToken)
    {
        if (chat is null)
            return (SummaryLines.Of(before, turns, most), null);
        var said = string.Join("\n\n", turns.Select(turn => $"{turn.Role}: {AnswerMarks.Without(turn.Text)}"));
        try
        {
            var messages = PromptTemplate.Summarize.Fill(("before", before.Length > 0 ? before : "Nothing."), ("turns", said), ("words", (most / 6).ToString(CultureInfo.InvariantCulture)));
            var response = await chat.GetResponseAsync(messages, new ChatOptions { Temperature = 0, MaxOutputTokens = most / CharactersPerToken }, cancellationToken).ConfigureAwait(false);
            var written = response.Text.Trim();
            var claim = new Claim(written);
            if (written.Length <= most && !claim.IsEmpty && claim.Share(ClaimGround.Of(turns.Select(turn => turn.Text).Append(before))) >= LeastShared)
                return (written, null);
            return (SummaryLines.Of(before, turns, most), "The model wrote no summary of the earlier conversation that holds; sentences were chosen instead.");
        }
        catch (Exception failure) when (ModelFailure.Unreachable(failure, cancellationToken) is { } reason)
        {
            return (SummaryLines.Of(before, turns, most), $"{reason.Message} Sentences of the earlier conversation were chosen in place of a summary.");
        }
    }
}
