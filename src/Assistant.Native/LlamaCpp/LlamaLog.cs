using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// Where the lines of the engine's log go. Nothing is printed: a host sets <see cref="Sink"/>; errors of a call that fails become the
/// message of its exception instead. Lines below <see cref="Minimum"/> are not even decoded. Thread-safe.
/// </summary>
public static partial class LlamaLog
{
    private const int Continued = 5;

    [ThreadStatic] private static bool capturing;
    [ThreadStatic] private static StringBuilder? captured;
    [ThreadStatic] private static int lastLevel;

    /// <summary>Receives whole lines without their end, from any thread; what it throws is dropped. Null drops the lines.</summary>
    public static Action<LlamaLogLevel, string>? Sink { get; set; }

    /// <summary>The least grave line that <see cref="Sink"/> wants; default warnings.</summary>
    public static LlamaLogLevel Minimum { get; set; } = LlamaLogLevel.Warning;

    /// <summary>Keeps the errors that this thread's calls log until <see cref="TakeErrors"/>.</summary>
    internal static void CaptureErrors() => capturing = true;

    /// <summary>What was logged as an error since <see cref="CaptureErrors"/>, in one line; empty when nothing was.</summary>
    internal static string TakeErrors()
    {
        capturing = false;
        if (captured is null) return "";
        var text = captured.ToString();
        captured = null;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Speaker().Replace(line, "")).Distinct(StringComparer.Ordinal).ToList();
        if (lines.Count > 1) lines.Remove("failed to load model");
        return string.Join("; ", lines);
    }

    /// <summary>The function that logs, and what the message around says already.</summary>
    [GeneratedRegex("^([a-zA-Z0-9_]+: )?(error loading model: )*")]
    private static partial Regex Speaker();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe void Receive(int level, byte* text, nint data)
    {
        if (level == Continued) level = lastLevel;
        lastLevel = level;
        // What a failing call says becomes the message of its exception; it would be said twice, and may quote a user's grammar.
        var failed = level == (int)LlamaLogLevel.Error && capturing;
        var wanted = !failed && Sink is not null && level >= (int)Minimum;
        if (!wanted && !failed) return;
        try
        {
            var line = Marshal.PtrToStringUTF8((nint)text) ?? "";
            if (failed) (captured ??= new StringBuilder()).Append(line);
            if (wanted && line.AsSpan().Trim().Length > 0) Sink?.Invoke((LlamaLogLevel)level, line.TrimEnd());
        }
        catch (Exception)
        {
            // An exception cannot cross native frames; a log line is not worth the process.
        }
    }
}
