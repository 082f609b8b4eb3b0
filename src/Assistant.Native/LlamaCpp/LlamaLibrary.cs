using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// A loaded llama.cpp with its backends; one a process, never unloaded. Without a folder it is looked up in this order: the folder
/// named by <c>ASSISTANT__NATIVE__LLAMACPP</c>; a package for graphics cards in <c>node_modules</c> of the program's folder and the
/// folders above; <c>native/llama</c> in the program's folder; the package for processors in <c>node_modules</c>. Thread-safe.
/// </summary>
public sealed unsafe class LlamaLibrary
{
    /// <summary>What a user runs when the library is missing.</summary>
    public const string InstallCommand = "npm ci --ignore-scripts --prefix src/Assistant.Native";

    private static readonly Lock Opening = new();
    private static LlamaLibrary? opened;

    private readonly int deviceCount;

    private LlamaLibrary(string folder)
    {
        Folder = folder;
        SystemInfo = Text(LlamaNative.llama_print_system_info());
        var backends = new string[(int)LlamaNative.ggml_backend_reg_count()];
        for (var i = 0; i < backends.Length; i++) backends[i] = Text(LlamaNative.ggml_backend_reg_name(LlamaNative.ggml_backend_reg_get((nuint)i)));
        Backends = backends;
        deviceCount = (int)LlamaNative.ggml_backend_dev_count();
    }

    /// <summary>Release of llama.cpp that this program is made for.</summary>
    public static string Release => LlamaAbi.Release;

    /// <summary>Folder that it was loaded from.</summary>
    public string Folder { get; }

    /// <summary>Backends that could be loaded on this machine, such as <c>CUDA</c> and <c>CPU</c>.</summary>
    public IReadOnlyList<string> Backends { get; }

    /// <summary>Instruction sets and options of the backends, in the engine's own words.</summary>
    public string SystemInfo { get; }

    /// <summary>What it can compute on, with the memory that is free now.</summary>
    public IReadOnlyList<LlamaDevice> Devices
    {
        get
        {
            var devices = new LlamaDevice[deviceCount];
            for (var i = 0; i < devices.Length; i++)
            {
                var device = LlamaNative.ggml_backend_dev_get((nuint)i);
                LlamaNative.ggml_backend_dev_memory(device, out var free, out var total);
                devices[i] = new LlamaDevice(Text(LlamaNative.ggml_backend_dev_name(device)), Text(LlamaNative.ggml_backend_dev_description(device)),
                    (LlamaDeviceKind)LlamaNative.ggml_backend_dev_type(device), (long)free, (long)total);
            }

            return devices;
        }
    }

    /// <summary>Opens the library, or gives the one that is open.</summary>
    /// <param name="folder">Folder with its files; null to look it up.</param>
    /// <exception cref="DllNotFoundException">It is missing, or another release; the message says what to run.</exception>
    /// <exception cref="InvalidOperationException">One from another folder is open in this process.</exception>
    public static LlamaLibrary Open(string? folder = null)
    {
        if (string.IsNullOrWhiteSpace(folder)) folder = null;
        lock (Opening)
        {
            if (opened is null) return opened = Load(folder ?? Environment.GetEnvironmentVariable("ASSISTANT__NATIVE__LLAMACPP"));
            if (folder is not null && Path.GetFullPath(folder) != opened.Folder)
                throw new InvalidOperationException($"llama.cpp from {opened.Folder} is open in this process; it cannot change to {folder}.");
            return opened;
        }
    }

    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static LlamaLibrary Load(string? folder)
    {
        if (!string.IsNullOrWhiteSpace(folder))
            return TryLoad(Path.GetFullPath(folder)) ?? throw new DllNotFoundException($"llama.cpp could not be loaded from {folder}: its libraries are missing or not of this platform.");
        foreach (var candidate in LlamaFolders.Candidates())
            if (TryLoad(candidate) is { } library) return library;
        throw new DllNotFoundException($"llama.cpp is not installed; install it with: {InstallCommand}");
    }

    private static LlamaLibrary? TryLoad(string folder)
    {
        // In the order of their dependencies: with these open, the loader finds each by name.
        Dictionary<string, nint> handles = [];
        foreach (var (logical, name) in new[] { (LlamaNative.GgmlBase, "ggml-base"), (LlamaNative.Ggml, "ggml"), (LlamaNative.Llama, "llama") })
        {
            if (LlamaFolders.FindLibrary(folder, name) is not { } file || !NativeLibrary.TryLoad(file, out var handle)) return null;
            handles[logical] = handle;
        }

        // An event, not SetDllImportResolver: an assembly can have one such resolver only, and each engine here has its own lookup.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => handles.GetValueOrDefault(name);
        LlamaAbiCheck.Verify(folder);
        LlamaNative.llama_log_set(&LlamaLog.Receive, 0);
        LlamaNative.ggml_backend_load_all_from_path(folder);
        LlamaNative.llama_backend_init();
        return LlamaNative.ggml_backend_dev_count() > 0
            ? new LlamaLibrary(folder)
            : throw new DllNotFoundException($"llama.cpp in {folder} has no backend for this machine; install it again with: {InstallCommand}");
    }
}
