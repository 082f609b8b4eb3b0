using Assistant.Api.Ask;
using Assistant.Contracts.Http;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;

namespace Assistant.Api.Conversations;

/// <summary>Stored messages as callers may see them: groups may have changed since an answer was given.</summary>
internal static class MessageMapping
{
    private const string Withheld = "This answer stands on a collection that this key may no longer read.";

    /// <summary>Whether the caller may read every collection that a message shows something of.</summary>
    /// <param name="message">The message.</param>
    /// <param name="readable">Names of the collections that the caller may read; null for all.</param>
    public static bool MayRead(Message message, IReadOnlyCollection<string>? readable) =>
        readable is null || (message.Citations.All(citation => readable.Contains(citation.Collection))
            && message.Events.Select(logged => logged.Event).OfType<ObservationEvent>().All(observation => observation.Sources.All(source => readable.Contains(source.Collection))));

    /// <summary>The message, or what stands in its place.</summary>
    public static Message Withhold(Message message, IReadOnlyCollection<string>? readable) =>
        MayRead(message, readable)
            ? message
            : message with { Text = Withheld, Citations = [], Events = [], Outcome = message.Outcome is null ? null : message.Outcome with { Suggestions = [] } };

    /// <summary>The message for its user.</summary>
    public static MessageInfo ToInfo(this Message message, IReadOnlyCollection<string>? readable)
    {
        var shown = Withhold(message, readable);
        return new MessageInfo(shown.Id, shown.Role, shown.Text, [.. shown.Citations.Select(citation => citation.ToDto())], shown.Created)
        {
            ParentId = shown.Parent,
            State = shown.State.ToWire(),
            Steps = shown.Steps(),
            Model = shown.Outcome?.Model,
            Supported = shown.Outcome?.Supported,
            Usage = shown.Outcome is { } outcome ? new AskUsage(outcome.Usage.PromptTokens, outcome.Usage.CompletionTokens) : null,
            Timings = shown.Outcome is { } times ? new AskTimings(times.Timings.FirstTokenMs, times.Timings.TotalMs) : null,
            Suggestions = shown.Outcome?.Suggestions ?? [],
            HasImage = shown.HasImage,
        };
    }
}
