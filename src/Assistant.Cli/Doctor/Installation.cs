using System.Globalization;
using System.Runtime.InteropServices;
using Assistant.Ingestion.Parsing;
using Assistant.Native.LlamaCpp;
using Assistant.Native.OnnxRuntime;

namespace Assistant.Cli.Doctor;

/// <summary>Programs and engines on this machine.</summary>
internal static class Installation
{
    public static async Task<IReadOnlyList<Check>> ChecksAsync()
    {
        var tools = await new ParsingEnvironment().ToolsAsync();
        return
        [
            new Check(".NET", true, RuntimeInformation.FrameworkDescription),
            .. tools.Select(tool => tool.Problem is null
                ? new Check(tool.Name, true, $"{tool.Version}: {tool.Purpose}")
                : new Check(tool.Name, false, $"{tool.Purpose}: {tool.Problem}", tool.InstallCommand)),
            OnnxRuntime(),
            LlamaCpp(),
            Program("rabbitmq-server", "ingestion by several processes; optional", "apt-get install rabbitmq-server"),
            Program("chromium", "browser tests; optional", "apt-get install chromium"),
        ];
    }

    /// <summary>Finds a program on the path, and where Debian puts servers.</summary>
    internal static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static Check OnnxRuntime()
    {
        const string name = "onnxruntime", purpose = "encoders of text and pictures";
        try
        {
            var library = OnnxRuntimeLibrary.Open();
            return new Check(name, true, $"{library.Version} ({string.Join(", ", library.Providers.Select(provider => provider.Replace("ExecutionProvider", "", StringComparison.Ordinal)))}): {purpose}");
        }
        catch (DllNotFoundException missing)
        {
            return new Check(name, false, $"{purpose}: {missing.Message}", OnnxRuntimeLibrary.InstallCommand);
        }
    }

    private static Check LlamaCpp()
    {
        const string name = "llama.cpp", purpose = "language models";
        try
        {
            var library = LlamaLibrary.Open();
            var devices = library.Devices.Select(device => device.TotalBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{device.Name} ({device.Description}, {device.FreeBytes / 1e9:0.0} of {device.TotalBytes / 1e9:0.0} GB free)") : $"{device.Name} ({device.Description})");
            return new Check(name, true, $"{LlamaLibrary.Release} ({string.Join(", ", library.Backends)}) on {string.Join(", ", devices)}: {purpose}");
        }
        catch (DllNotFoundException missing)
        {
            return new Check(name, false, $"{purpose}: {missing.Message}", LlamaLibrary.InstallCommand);
        }
    }

    private static Check Program(string name, string purpose, string command) =>
        Find(name) is { } path ? new Check(name, true, path) : new Check(name, false, purpose, command);
}
