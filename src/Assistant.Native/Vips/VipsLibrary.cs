using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Assistant.Native.Vips;

/// <summary>
/// Finds, loads and starts libvips once per process. Looked up in this order: the file named by
/// <c>ASSISTANT__NATIVE__VIPS</c>, the program's folder (and <c>native/</c> in it), <c>node_modules</c> there and in the
/// folders above, a libvips of the system. Thread-safe.
/// </summary>
public static class VipsLibrary
{
    /// <summary>What a user runs when libvips is missing.</summary>
    public const string InstallCommand = "npm ci --prefix src/Assistant.Native";

    private static readonly Lazy<(nint Handle, string? Path, string? Problem, Version? Version)> Loaded = new(Load);

    /// <summary>Whether libvips is loaded and started; loads it at the first call.</summary>
    public static bool IsAvailable => Loaded.Value.Problem is null;

    /// <summary>Version of the loaded library; null when it is missing.</summary>
    public static Version? Version => Loaded.Value.Version;

    /// <summary>File or system name that was loaded; null when it is missing.</summary>
    public static string? Path => Loaded.Value.Path;

    /// <summary>Why it could not be loaded, with the command to run; null when it was.</summary>
    public static string? Problem => Loaded.Value.Problem;

    private static (nint, string?, string?, Version?) Load()
    {
        var overridden = Environment.GetEnvironmentVariable("ASSISTANT__NATIVE__VIPS");
        foreach (var candidate in string.IsNullOrWhiteSpace(overridden) ? Candidates() : [overridden])
        {
            if (!NativeLibrary.TryLoad(candidate, out var handle)) continue;
            // An event, not SetDllImportResolver: an assembly can have one such resolver only, and each engine here has its own lookup.
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == VipsNative.Library ? handle : 0;
            return Start(handle, candidate);
        }

        return (0, null, string.IsNullOrWhiteSpace(overridden)
            ? $"libvips is not installed; install it with: {InstallCommand}"
            : "libvips could not be loaded from the path in ASSISTANT__NATIVE__VIPS", null);
    }

    private static (nint, string?, string?, Version?) Start(nint handle, string path)
    {
        if (VipsNative.vips_init("assistant") != 0)
            return (0, null, $"libvips could not be started: {VipsOperation.TakeError()}", null);

        var version = new Version(VipsNative.vips_version(0), VipsNative.vips_version(1), VipsNative.vips_version(2));
        if (version < new Version(8, 13, 0))
            return (0, null, $"libvips {version} is too old, 8.13 is needed; install it with: {InstallCommand}", null);

        // Loaders that libvips itself does not call hardened (PDF, ImageMagick, OpenSlide and so on) are shut off.
        VipsNative.vips_block_untrusted_set(1);
        // librsvg is among them for its use of time and memory; SVG is wanted, so its callers check size and structure first.
        VipsNative.vips_operation_block_set("VipsForeignLoadSvg", 0);
        // Images are read in parallel by documents, so one thread an image; nothing is read twice, so no operation cache.
        VipsNative.vips_concurrency_set(1);
        VipsNative.vips_cache_set_max(0);
        // Warnings about damaged pictures (16 = G_LOG_LEVEL_WARNING) would flood standard error; what matters comes back as an error.
        unsafe
        {
            VipsNative.g_log_set_handler("VIPS", 16, &Ignore, 0);
        }

        return (handle, path, null, version);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }

    private static IEnumerable<string> Candidates()
    {
        var package = $"sharp-libvips-{PlatformName()}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
        foreach (var folder in new[] { AppContext.BaseDirectory, System.IO.Path.Combine(AppContext.BaseDirectory, "native") })
            foreach (var file in LibrariesIn(folder)) yield return file;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var root in new[] { folder.FullName, System.IO.Path.Combine(folder.FullName, "src", "Assistant.Native") })
                foreach (var file in LibrariesIn(System.IO.Path.Combine(root, "node_modules", "@img", package, "lib"))) yield return file;
        }

        if (OperatingSystem.IsWindows()) yield return "libvips-42.dll";
        else if (OperatingSystem.IsMacOS()) yield return "libvips.42.dylib";
        else yield return "libvips.so.42";
    }

    private static string PlatformName() =>
        OperatingSystem.IsMacOS() ? "darwin"
        : OperatingSystem.IsWindows() ? "win32"
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linuxmusl"
        : "linux";

    private static IEnumerable<string> LibrariesIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "libvips-cpp.*").Order(StringComparer.Ordinal) : [];
}
