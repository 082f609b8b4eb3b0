using System.Runtime.CompilerServices;
using Assistant.Core.Answering;

namespace Assistant.Api.Tests.Browser;

/// <summary>Says the first half of an answer, and the second once it is let.</summary>
internal sealed class HeldAnswerer : IAnswerer
{
    public const string First = "The first half is stored. ";
    public const string Second = "The second half follows.";

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.TrySetResult();

    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ThoughtEvent("Half of it now.");
        yield return new TextEvent(First);
        await _released.Task.WaitAsync(cancellationToken);
        yield return new TextEvent(Second);
        yield return new DoneEvent(First + Second, "held", true, new AnswerUsage(1, 1), new AnswerTimings(1, 2));
    }
}
