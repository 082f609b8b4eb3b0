using System.Runtime.CompilerServices;
using System.Text.Json;
using Assistant.Core.Answering;

namespace Assistant.Api.Tests.Browser;

/// <summary>Answers whatever was asked with these words, thought and observed as well.</summary>
internal sealed class HostileAnswerer(string words) : IAnswerer
{
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return new ThoughtEvent(words);
        yield return new ToolCallEvent("compute", JsonSerializer.SerializeToElement(new { program = words }));
        yield return new ObservationEvent(words);
        yield return new ToolCallEvent(words, JsonSerializer.SerializeToElement(new { query = words }));
        yield return new ObservationEvent(words);
        yield return new TextEvent(words);
        yield return new DoneEvent(words, "<b>model</b>", true, new AnswerUsage(1, 1), new AnswerTimings(1, 2)) { Suggestions = [words] };
    }
}
