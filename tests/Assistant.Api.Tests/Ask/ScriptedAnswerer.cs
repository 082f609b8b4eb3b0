using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Assistant.Core.Answering;

namespace Assistant.Api.Tests.Ask;

/// <summary>An answerer that says what the test hands it, when the test hands it.</summary>
internal sealed class ScriptedAnswerer : IAnswerer
{
    private readonly Channel<object> _script = Channel.CreateUnbounded<object>();

    public List<AnswerRequest> Requests { get; } = [];

    public void Say(params AnswerEvent[] events)
    {
        foreach (var said in events)
            _script.Writer.TryWrite(said);
    }

    public void Fail(Exception failure) => _script.Writer.TryWrite(failure);

    public static ThoughtEvent Thought(string text) => new(text) { Step = 1 };

    public static ToolCallEvent Call(string tool) => new(tool, JsonSerializer.SerializeToElement(new { })) { Step = 1, CallId = "1" };

    public static DoneEvent Done(string answer) => new(answer, "scripted", true, new AnswerUsage(1, 2), new AnswerTimings(1, 2)) { Suggestions = ["And then?"] };

    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        await foreach (var said in _script.Reader.ReadAllAsync(cancellationToken))
        {
            if (said is Exception failure)
                throw failure;
            yield return (AnswerEvent)said;
            if (said is DoneEvent)
                yield break;
        }
    }
}
