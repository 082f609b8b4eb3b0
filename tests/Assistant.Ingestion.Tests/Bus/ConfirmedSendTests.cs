using Assistant.Ingestion.Bus;

namespace Assistant.Ingestion.Tests.Bus;

public sealed class ConfirmedSendTests
{
    [Fact]
    public async Task A_send_that_is_never_confirmed_is_given_up()
    {
        var never = new TaskCompletionSource();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => ConfirmedSend.RunAsync(_ => never.Task, CancellationToken.None));
        Assert.Contains("did not confirm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_cancels_and_failures_pass_through()
    {
        using var cancel = new CancellationTokenSource();
        var sending = ConfirmedSend.RunAsync(_ => new TaskCompletionSource().Task, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConfirmedSend.RunAsync(_ => throw new InvalidOperationException(), CancellationToken.None));
    }
}
