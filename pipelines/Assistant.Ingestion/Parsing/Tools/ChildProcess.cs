using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Assistant.Ingestion.Parsing.Tools;

/// <summary>
/// Runs a program on untrusted bytes: no shell, input by standard input, memory and processor time limited by <c>prlimit</c>
/// where it is installed (Linux), wall clock and output limited here, killed when the token is cancelled.
/// </summary>
internal sealed class ChildProcess(string program, TimeSpan timeout, int memoryMegabytes, int maxOutputBytes)
{
    private static readonly string? Limiter = ProgramPath.Find("prlimit");

    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code, or null when it ran over a limit that is enforced here; output; the first line of its messages.</returns>
    /// <exception cref="Win32Exception">The program could not be started.</exception>
    internal async Task<(int? ExitCode, byte[] Output, string Message)> RunAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var writing = WriteAsync(process, input, limit.Token);
            var messages = ReadAsync(process.StandardError.BaseStream, 16 * 1024, keepReading: true, limit.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, maxOutputBytes, keepReading: false, limit.Token);
            if (output is null) return (null, [], $"more than {maxOutputBytes} bytes of output");
            await Task.WhenAll(writing, messages, process.WaitForExitAsync(limit.Token));
            return (process.ExitCode, output, FirstLine(await messages ?? []));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, [], $"longer than {timeout.TotalSeconds:0} s");
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Limiter ?? program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Limiter is not null)
        {
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--as={(long)memoryMegabytes << 20}"));
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Ceiling(timeout.TotalSeconds)}"));
            start.ArgumentList.Add("--core=0");
            start.ArgumentList.Add("--");
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // One thread each: documents run side by side.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before reading everything; its exit code says why.
        }
    }

    /// <summary>Reads at most <paramref name="limit"/> bytes; past that null, or (for messages) the rest is read and dropped.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, int limit, bool keepReading, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            var take = (int)Math.Min(read, limit - kept.Length);
            kept.Write(buffer, 0, take);
            if (take < read && !keepReading) return null;
        }

        return kept.ToArray();
    }

    private static string FirstLine(byte[] messages) =>
        System.Text.Encoding.UTF8.GetString(messages).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in between.
        }
    }
}
