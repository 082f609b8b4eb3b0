using Assistant.Core.Answering;

namespace Assistant.Core.Tests.Answering;

/// <summary>An answer read to its end.</summary>
internal sealed record AnswerReading(IReadOnlyList<AnswerEvent> Events)
{
    public DoneEvent Done => Assert.IsType<DoneEvent>(Events[^1]);

    public string Streamed => string.Concat(Events.OfType<TextEvent>().Select(piece => piece.Text));

    public IReadOnlyList<Citation> Citations => [.. Events.OfType<CitationEvent>().Select(citation => citation.Citation)];

    public IEnumerable<string> Notices => Events.OfType<NoticeEvent>().Select(notice => notice.Text);

    public static async Task<AnswerReading> Of(IAnswerer answerer, AnswerRequest request, CancellationToken cancellationToken = default)
    {
        var events = new List<AnswerEvent>();
        await foreach (var item in answerer.AnswerAsync(request, cancellationToken)) events.Add(item);
        return new AnswerReading(events);
    }

    public static Task<AnswerReading> Of(IAnswerer answerer, string question) => Of(answerer, new AnswerRequest(question));
}
