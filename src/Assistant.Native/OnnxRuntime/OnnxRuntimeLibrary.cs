using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Assistant.Native.OnnxRuntime;

/// <summary>
/// A loaded ONNX Runtime: its function table, its environment (one a process, never released) and what it can compute on.
/// Without a path it is looked up in this order: the file named by <c>ASSISTANT__NATIVE__ONNXRUNTIME</c>, the program's folder
/// (and <c>native/</c> in it), <c>node_modules</c> there and in the folders above, a library of the system. Thread-safe.
/// </summary>
public sealed unsafe class OnnxRuntimeLibrary
{
    /// <summary>What a user runs when the library is missing.</summary>
    public const string InstallCommand = "npm ci --ignore-scripts --prefix src/Assistant.Native";

    private const int LogFatalOnly = 4, ArenaAllocator = 1, MemoryDefault = 0;
    private static readonly ConcurrentDictionary<string, Lazy<OnnxRuntimeLibrary>> Opened = new(StringComparer.Ordinal);

    private OnnxRuntimeLibrary(string path, OrtApi api, string version, long arenaBytes)
    {
        (Path, Api, Version, ArenaBytes) = (path, api, version, arenaBytes);
        BuildInfo = api.BuildInfo();
        using var logId = Utf8.Of("assistant");
        nint environment = 0;
        // Only fatal messages: an error comes back from its call as an exception and would be said twice.
        api.Call(OrtFunction.CreateEnv, LogFatalOnly, logId.Pointer, (nint)(&environment));
        Environment = environment;
        api.Call(OrtFunction.DisableTelemetryEvents, environment);
        nint memory = 0;
        api.Call(OrtFunction.CreateCpuMemoryInfo, ArenaAllocator, MemoryDefault, (nint)(&memory));
        CpuMemory = new OrtHandle(api, OrtFunction.ReleaseMemoryInfo, memory);
        LimitArena(arenaBytes);
        Providers = ReadProviders();
    }

    /// <summary>File or system name that was loaded.</summary>
    public string Path { get; }

    /// <summary>Version of the library, such as <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>How it was built, in its own words.</summary>
    public string BuildInfo { get; }

    /// <summary>Most bytes that all running models together may hold for intermediate results; weights are not counted.</summary>
    public long ArenaBytes { get; }

    /// <summary>Execution providers that it was built with, such as <c>CUDAExecutionProvider</c>.</summary>
    public IReadOnlyList<string> Providers { get; }

    internal OrtApi Api { get; }

    internal nint Environment { get; }

    /// <summary>Describes memory of this process to the library.</summary>
    internal OrtHandle CpuMemory { get; }

    /// <summary>Opens the library, or gives the one that is open.</summary>
    /// <param name="path">File to load; null to look it up.</param>
    /// <param name="arenaBytes">Limit of the memory arena; it is set at the first opening and cannot change after it.</param>
    /// <exception cref="DllNotFoundException">It is missing, or it is not an ONNX Runtime of 1.17 or later; the message says what to run.</exception>
    /// <exception cref="InvalidOperationException">It is open with another limit.</exception>
    public static OnnxRuntimeLibrary Open(string? path = null, long arenaBytes = 4L << 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(arenaBytes, 1 << 20);
        if (string.IsNullOrWhiteSpace(path)) path = System.Environment.GetEnvironmentVariable("ASSISTANT__NATIVE__ONNXRUNTIME");
        var key = string.IsNullOrWhiteSpace(path) ? "" : System.IO.Path.GetFullPath(path);
        var opened = Opened.GetOrAdd(key, _ => new Lazy<OnnxRuntimeLibrary>(() => Load(key, arenaBytes)));
        try
        {
            var library = opened.Value;
            return library.ArenaBytes == arenaBytes
                ? library
                : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"ONNX Runtime is open with a memory limit of {library.ArenaBytes} bytes; it cannot be opened again with {arenaBytes}."));
        }
        catch (DllNotFoundException)
        {
            // A later call tries again: the library may have been installed in between.
            Opened.TryRemove(new KeyValuePair<string, Lazy<OnnxRuntimeLibrary>>(key, opened));
            throw;
        }
    }

    private static OnnxRuntimeLibrary Load(string path, long arenaBytes)
    {
        if (path.Length > 0)
            return TryLoad(path, arenaBytes) ?? throw new DllNotFoundException($"ONNX Runtime could not be loaded from {path}: the file is missing or not a library of this platform.");
        foreach (var candidate in Candidates())
            if (TryLoad(candidate, arenaBytes) is { } library) return library;
        throw new DllNotFoundException($"ONNX Runtime is not installed; install it with: {InstallCommand}");
    }

    private static OnnxRuntimeLibrary? TryLoad(string path, long arenaBytes)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            throw new DllNotFoundException($"{path} is not ONNX Runtime: it does not export OrtGetApiBase.");
        // OrtApiBase: GetApi(version), GetVersionString().
        var apiBase = ((delegate* unmanaged[Cdecl]<nint*>)entry)();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)apiBase[1])()) ?? "?";
        var table = ((delegate* unmanaged[Cdecl]<uint, nint*>)apiBase[0])(OrtApi.Version);
        return table is null
            ? throw new DllNotFoundException($"{path} is ONNX Runtime {version}; 1.{OrtApi.Version} or later is needed. Install it with: {InstallCommand}")
            : new OnnxRuntimeLibrary(path, new OrtApi(table), version, arenaBytes);
    }

    private static IEnumerable<string> Candidates()
    {
        var name = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
        foreach (var folder in new[] { AppContext.BaseDirectory, System.IO.Path.Combine(AppContext.BaseDirectory, "native") })
            if (File.Exists(System.IO.Path.Combine(folder, name))) yield return System.IO.Path.Combine(folder, name);

        var platform = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var root in new[] { folder.FullName, System.IO.Path.Combine(folder.FullName, "src", "Assistant.Native") })
            {
                var file = System.IO.Path.Combine(root, "node_modules", "onnxruntime-node", "bin", "napi-v6", platform, architecture, name);
                if (File.Exists(file)) yield return file;
            }
        }

        yield return name;
    }

    /// <summary>Registers one arena that all sessions share: a model whose shapes explode gets an error instead of the machine's memory.</summary>
    private void LimitArena(long bytes)
    {
        using var limit = Utf8.Of("max_mem");
        using var strategy = Utf8.Of("arena_extend_strategy");
        var keys = stackalloc nint[] { limit.Pointer, strategy.Pointer };
        // 1: as much as is asked for. The default doubles each time and would reach the limit early.
        var values = stackalloc nuint[] { (nuint)bytes, 1 };
        nint arena = 0;
        Api.Call(OrtFunction.CreateArenaCfgV2, (nint)keys, (nint)values, 2, (nint)(&arena));
        using var handle = new OrtHandle(Api, OrtFunction.ReleaseArenaCfg, arena);
        Api.Call(OrtFunction.CreateAndRegisterAllocator, Environment, CpuMemory.DangerousGetHandle(), arena);
    }

    private string[] ReadProviders()
    {
        nint list = 0;
        var count = 0;
        Api.Call(OrtFunction.GetAvailableProviders, (nint)(&list), (nint)(&count));
        var names = new string[count];
        for (var i = 0; i < count; i++) names[i] = Marshal.PtrToStringUTF8(((nint*)list)[i]) ?? "";
        Api.Call(OrtFunction.ReleaseAvailableProviders, list, count);
        return names;
    }
}
