using System.Diagnostics;
using System.Text.Json;
using Assistant.Core.Agent.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Assistant.Core.Agent;

/// <summary>Runs the calls of a step beside each other, within bounds; whatever goes wrong with one becomes its observation.</summary>
internal sealed partial class ToolRunner(IReadOnlyList<AIFunction> tools, AgentOptions options, ILogger logger)
{
    private const int LongestForeign = 8_000;

    /// <summary>Runs calls; results in the same order.</summary>
    public async ValueTask<IReadOnlyList<ToolResult>> RunAsync(IReadOnlyList<AgentCall> calls, Func<AgentCall, bool> isNew, CancellationToken cancellationToken)
    {
        using var free = new SemaphoreSlim(options.ParallelCalls);
        var fresh = calls.Select(isNew).ToList();
        return await Task.WhenAll(calls.Select((call, i) => fresh[i] ? RunOneAsync(call, free, cancellationToken) : Task.FromResult(Again(call)))).ConfigureAwait(false);
    }

    private static ToolResult Again(AgentCall call) => new(ToolOutput.Of($"Error: you made this call of {call.Tool} already; its result is above. Use it, or try something else."), true, 0);

    private async Task<ToolResult> RunOneAsync(AgentCall call, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        var tool = tools.FirstOrDefault(tool => tool.Name == call.Tool);
        if (tool is null)
            return new ToolResult(ToolOutput.Of($"Error: there is no tool {call.Tool}; the tools are {string.Join(", ", tools.Select(known => known.Name))}"), true, 0);
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.ToolSeconds));
        var started = Stopwatch.GetTimestamp();
        try
        {
            var arguments = new AIFunctionArguments(call.Arguments.EnumerateObject().GroupBy(member => member.Name).ToDictionary(group => group.Key, group => (object?)group.Last().Value));
            var output = await tool.InvokeAsync(arguments, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            return new ToolResult(output as ToolOutput ?? ToolOutput.Of(Words(output)), false, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var why = failure switch
            {
                ToolException told => told.Message,
                OperationCanceledException or TimeoutException => $"{call.Tool} took longer than {options.ToolSeconds} seconds",
                _ => $"{call.Tool} failed",
            };
            if (failure is not ToolException)
                LogFailed(failure, call.Tool);
            return new ToolResult(ToolOutput.Of($"Error: {why}"), true, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            free.Release();
        }
    }

    private static string Words(object? output)
    {
        var text = output switch
        {
            null => "Done.",
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
            JsonElement element => element.GetRawText(),
            _ => JsonSerializer.Serialize(output),
        };
        return text.Length <= LongestForeign ? text : text[..LongestForeign] + "…";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tool {Tool} failed; the model is told that it did")]
    private partial void LogFailed(Exception failure, string tool);
}

/// <summary>What became of a call.</summary>
/// <param name="Output">What it gave.</param>
/// <param name="IsError">Whether it failed.</param>
/// <param name="Milliseconds">Time that it took.</param>
internal sealed record ToolResult(ToolOutput Output, bool IsError, double Milliseconds);
