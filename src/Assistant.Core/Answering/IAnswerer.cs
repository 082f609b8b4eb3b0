namespace Assistant.Core.Answering;

/// <summary>Answers questions from the collections, with citations.</summary>
public interface IAnswerer
{
    /// <summary>Streams the steps; the last event is <see cref="DoneEvent"/>.</summary>
    IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, CancellationToken cancellationToken = default);
}
