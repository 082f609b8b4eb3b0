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

    private readonly Lock arena = new();
    private bool arenaMade;

    private OnnxRuntimeLibrary(string path, OrtApi api, string version)
    {
        (Path, Api, Version) = (path, api, version);
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
        Providers = ReadProviders();
    }

    /// <summary>File or system name that was loaded.</summary>
    public string Path { get; }

    /// <summary>Version of the library, such as <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>How it was built, in its own words.</summary>
    public string BuildInfo { get; }

    /// <summary>Most bytes that all running models together may hold for intermediate results; weights are not counted.</summary>
    public long ArenaBytes { get; private set; } = 4L << 30;

    /// <summary>Execution providers that it was built with, such as <c>CUDAExecutionProvider</c>.</summary>
    public IReadOnlyList<string> Providers { get; }

    /// <summary>
    /// Whether it can be asked to compute on a CUDA device: it was built for that, and the provider, a library of its own that
    /// the package for processors lacks, lies beside it.
    /// </summary>
    internal bool HasCuda => Providers.Contains("CUDAExecutionProvider")
        && (System.IO.Path.GetDirectoryName(Path) is not { Length: > 0 } folder || Directory.EnumerateFiles(folder, "*onnxruntime_providers_cuda.*").Any());

    internal OrtApi Api { get; }

    internal nint Environment { get; }

    /// <summary>Describes memory of this process to the library.</summary>
    internal OrtHandle CpuMemory { get; }

    /// <summary>Opens the library, or gives the one that is open.</summary>
    /// <param name="path">File to load; null to look it up.</param>
    /// <param name="arenaBytes">Limit of the memory arena; null leaves it as it is, at first 4 GB. It cannot change once a model was loaded.</param>
    /// <exception cref="DllNotFoundException">It is missing, or it is not an ONNX Runtime of 1.17 or later; the message says what to run.</exception>
    /// <exception cref="InvalidOperationException">A model was loaded with another limit.</exception>
    public static OnnxRuntimeLibrary Open(string? path = null, long? arenaBytes = null)
    {
        if (arenaBytes is { } limit) ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1 << 20, nameof(arenaBytes));
        if (string.IsNullOrWhiteSpace(path)) path = System.Environment.GetEnvironmentVariable("ASSISTANT__NATIVE__ONNXRUNTIME");
        var key = string.IsNullOrWhiteSpace(path) ? "" : System.IO.Path.GetFullPath(path);
        var opened = Opened.GetOrAdd(key, _ => new Lazy<OnnxRuntimeLibrary>(() => Load(key)));
        try
        {
            if (arenaBytes is { } bytes) opened.Value.LimitArena(bytes);
            return opened.Value;
        }
        catch (DllNotFoundException)
        {
            // A later call tries again: the library may have been installed in between.
            Opened.TryRemove(new KeyValuePair<string, Lazy<OnnxRuntimeLibrary>>(key, opened));
            throw;
        }
    }

    /// <summary>Makes the arena, once, before the first model is loaded.</summary>
    internal void PrepareArena()
    {
        lock (arena)
        {
            if (!arenaMade) RegisterArena();
            arenaMade = true;
        }
    }

    private static OnnxRuntimeLibrary Load(string path)
    {
        if (path.Length > 0)
            return TryLoad(path) ?? throw new DllNotFoundException($"ONNX Runtime could not be loaded from {path}: the file is missing or not a library of this platform.");
        foreach (var candidate in Candidates())
            if (TryLoad(candidate) is { } library) return library;
        throw new DllNotFoundException($"ONNX Runtime is not installed; install it with: {InstallCommand}");
    }

    private static OnnxRuntimeLibrary? TryLoad(string path)
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
            : new OnnxRuntimeLibrary(path, new OrtApi(table), version);
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

    private void LimitArena(long bytes)
    {
        lock (arena)
        {
            if (arenaMade && ArenaBytes != bytes)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Models run with a memory limit of {ArenaBytes} bytes in this process; it cannot become {bytes}."));
            ArenaBytes = bytes;
        }
    }

    /// <summary>Registers one arena that all sessions share: a model whose shapes explode gets an error instead of the machine's memory.</summary>
    private void RegisterArena()
    {
        using var limit = Utf8.Of("max_mem");
        using var strategy = Utf8.Of("arena_extend_strategy");
        var keys = stackalloc nint[] { limit.Pointer, strategy.Pointer };
        // 1: as much as is asked for. The default doubles each time and would reach the limit early.
        var values = stackalloc nuint[] { (nuint)ArenaBytes, 1 };
        nint settings = 0;
        Api.Call(OrtFunction.CreateArenaCfgV2, (nint)keys, (nint)values, 2, (nint)(&settings));
        using var handle = new OrtHandle(Api, OrtFunction.ReleaseArenaCfg, settings);
        Api.Call(OrtFunction.CreateAndRegisterAllocator, Environment, CpuMemory.DangerousGetHandle(), settings);
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
