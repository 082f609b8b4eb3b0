namespace Assistant.Core.Answering;

/// <summary>Tells failures of a model that may pass from those that are passed on.</summary>
internal static class ModelFailure
{
    /// <summary>Says why a model cannot be reached; null for any other failure, which is passed on.</summary>
    public static ChatModelException? Unreachable(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        ChatModelException { IsUnreachable: true } reason => reason,
        // Chat clients other than ours report the network as it comes.
        HttpRequestException or IOException or TimeoutException or OperationCanceledException =>
            new ChatModelException("The language model cannot be reached. Check that its server runs and that Assistant:Chat:Endpoint is right.", isUnreachable: true, failure),
        _ => null,
    };
}
