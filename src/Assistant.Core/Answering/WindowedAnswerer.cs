using System.Runtime.CompilerServices;

namespace Assistant.Core.Answering;

/// <summary>Answers with the newest turns of the conversation and a summary of the older ones (<see cref="ConversationWindow"/>). Safe from many threads.</summary>
internal sealed class WindowedAnswerer(IAnswerer answerer, ConversationWindow window) : IAnswerer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (fitted, notice) = await window.FitAsync(request, cancellationToken).ConfigureAwait(false);
        if (notice is not null)
            yield return new NoticeEvent(notice);
        await foreach (var made in answerer.AnswerAsync(fitted, cancellationToken).ConfigureAwait(false))
            yield return made;
    }
}
