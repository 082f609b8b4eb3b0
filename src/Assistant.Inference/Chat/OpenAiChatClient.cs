using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Assistant.Inference.Chat;

/// <summary>
/// Any OpenAI-compatible endpoint as an <see cref="IChatClient"/>, over the official package: its retries, its streaming. Text and
/// pictures; no tool calls. Safe from many threads.
/// </summary>
/// <remarks>Failures of the endpoint are <see cref="ChatModelException"/>s; cancellation by the caller is passed on as it is.</remarks>
public sealed class OpenAiChatClient : IChatClient
{
    // The package insists on a key; servers on the own machine mostly want none and ignore it.
    private const string NoKey = "none";
    private readonly ChatClient client;
    private readonly ChatClientMetadata metadata;
    private readonly Uri endpoint;
    private readonly string model;
    private readonly StructuredOutput structured;

    /// <summary>Connects to nothing yet.</summary>
    public OpenAiChatClient(IOptions<ChatEndpointOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Value;
        endpoint = new Uri(settings.Endpoint!);
        model = settings.Model!;
        structured = settings.StructuredOutput;
        client = new ChatClient(model, new ApiKeyCredential(string.IsNullOrEmpty(settings.ApiKey) ? NoKey : settings.ApiKey), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            NetworkTimeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
            RetryPolicy = new ClientRetryPolicy(settings.Retries),
        });
        metadata = new ChatClientMetadata("openai-compatible", endpoint, model);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var wire = ChatMessageMapping.ToWire(messages);
        var settings = ChatMessageMapping.ToWire(options, structured);
        try
        {
            ChatCompletion completion = await client.CompleteChatAsync(wire, settings, cancellationToken).ConfigureAwait(false);
            var text = string.Concat(completion.Content.Select(part => part.Text));
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ResponseId = completion.Id,
                ModelId = completion.Model,
                FinishReason = ChatMessageMapping.FromWire(completion.FinishReason),
                Usage = ChatMessageMapping.FromWire(completion.Usage),
            };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && ChatFailure.Translate(failure, endpoint, model) is not null)
        {
            throw ChatFailure.Translate(failure, endpoint, model)!;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var wire = ChatMessageMapping.ToWire(messages);
        var settings = ChatMessageMapping.ToWire(options, structured);
        var updates = client.CompleteChatStreamingAsync(wire, settings, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        var ended = false;
        while (await NextAsync(updates, cancellationToken).ConfigureAwait(false))
        {
            var update = updates.Current;
            ended |= update.FinishReason is not null;
            yield return Map(update);
        }

        // A server that dies closes the stream as one that is done does; only the reason for the end tells them apart.
        if (!ended) throw ChatFailure.Translate(new IOException("The stream ended without a finish reason."), endpoint, model)!;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return metadata;
        if (serviceType == typeof(ChatClient)) return client;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing to release: the package's transport is shared by the process.</summary>
    public void Dispose()
    {
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && ChatFailure.Translate(failure, endpoint, model) is not null)
        {
            throw ChatFailure.Translate(failure, endpoint, model)!;
        }
    }

    private static ChatResponseUpdate Map(StreamingChatCompletionUpdate update)
    {
        var mapped = new ChatResponseUpdate(ChatRole.Assistant, string.Concat(update.ContentUpdate.Select(part => part.Text)))
        {
            ResponseId = update.CompletionId,
            ModelId = update.Model,
            FinishReason = ChatMessageMapping.FromWire(update.FinishReason),
        };
        if (ChatMessageMapping.FromWire(update.Usage) is { } usage) mapped.Contents.Add(new UsageContent(usage));
        return mapped;
    }
}
