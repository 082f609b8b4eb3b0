using System.Text.Json;

namespace Assistant.Inference.Encoders.Probing;

/// <summary>
/// Remembers which model files ran well in a process of their own, by hash, shape and engine, so that a later start does not try
/// them again. Bad ones are not remembered: a limit may have been the cause.
/// </summary>
/// <param name="path">The file; null remembers nothing.</param>
internal sealed class ProbeVerdicts(string? path)
{
    private const int MostKept = 1_000;
    private static readonly Lock Gate = new();

    internal bool IsGood(string key)
    {
        lock (Gate) return Read().Contains(key);
    }

    internal void AddGood(string key)
    {
        if (path is null) return;
        lock (Gate)
        {
            var good = Read();
            good.Add(key);
            var temporary = $"{path}.{Environment.ProcessId}";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(good.TakeLast(MostKept)));
            File.Move(temporary, path, overwrite: true);
        }
    }

    private List<string> Read()
    {
        if (path is null || !File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<List<string>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException)
        {
            // Half a file, of a crash or another program: models are tried again.
            return [];
        }
    }
}
