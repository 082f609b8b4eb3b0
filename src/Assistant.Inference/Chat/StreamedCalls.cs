using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Assistant.Inference.Chat;

/// <summary>Gathers calls of tools that come in pieces. Not thread-safe.</summary>
internal sealed class StreamedCalls
{
    private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> calls = [];

    /// <summary>Takes the pieces of an update.</summary>
    public void Add(IEnumerable<StreamingChatToolCallUpdate> pieces)
    {
        foreach (var piece in pieces)
        {
            var (id, name, arguments) = calls.TryGetValue(piece.Index, out var known) ? known : (null, null, new StringBuilder());
            if (piece.FunctionArgumentsUpdate is { } more && !more.ToMemory().IsEmpty) arguments.Append(more);
            calls[piece.Index] = (string.IsNullOrEmpty(piece.ToolCallId) ? id : piece.ToolCallId, string.IsNullOrEmpty(piece.FunctionName) ? name : piece.FunctionName, arguments);
        }
    }

    /// <summary>The calls, once; then there are none.</summary>
    public List<FunctionCallContent> Take()
    {
        List<FunctionCallContent> whole = [.. calls.Values.Select(call => ChatAnswerMapping.Call(call.Id, call.Name, call.Arguments.ToString()))];
        calls.Clear();
        return whole;
    }
}
