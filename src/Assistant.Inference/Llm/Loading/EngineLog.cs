using Assistant.Native.LlamaCpp;
using Microsoft.Extensions.Logging;

namespace Assistant.Inference.Llm.Loading;

/// <summary>Leads the lines of llama.cpp into the program's log. The engine has one log a process, so that the last logger gets them.</summary>
internal static partial class EngineLog
{
    /// <summary>Sends warnings and errors there, and everything where debugging is on.</summary>
    internal static void Attach(ILogger logger)
    {
        LlamaLog.Minimum = logger.IsEnabled(LogLevel.Debug) ? LlamaLogLevel.Debug : LlamaLogLevel.Warning;
        LlamaLog.Sink = (level, line) => Write(logger, level switch
        {
            LlamaLogLevel.Error => LogLevel.Error,
            LlamaLogLevel.Warning => LogLevel.Warning,
            _ => LogLevel.Debug,
        }, line);
    }

    [LoggerMessage("llama.cpp: {Line}")]
    private static partial void Write(ILogger logger, LogLevel level, string line);
}
