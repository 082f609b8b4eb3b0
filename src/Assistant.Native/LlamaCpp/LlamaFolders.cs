using System.Runtime.InteropServices;

namespace Assistant.Native.LlamaCpp;

/// <summary>Where the engine's files may be: how its packages name folders and files on each platform.</summary>
internal static class LlamaFolders
{
    /// <summary>Folders to try, best first; each exists.</summary>
    internal static IEnumerable<string> Candidates()
    {
        var (platform, variants) = Platform();
        foreach (var variant in variants)
            foreach (var folder in Packages(platform + variant)) yield return folder;
        var published = Path.Combine(AppContext.BaseDirectory, "native", "llama");
        if (Directory.Exists(published)) yield return published;
        foreach (var folder in Packages(platform)) yield return folder;
    }

    /// <summary>File of that library in the folder (<c>libllama.b10068.so</c>, <c>ggml-base.dll</c>); null when there is none.</summary>
    internal static string? FindLibrary(string folder, string name)
    {
        var prefix = OperatingSystem.IsWindows() ? "" : "lib";
        var ending = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        if (!Directory.Exists(folder)) return null;
        var released = Path.Combine(folder, $"{prefix}{name}.{LlamaAbi.Release}{ending}");
        return File.Exists(released) ? released : Directory.EnumerateFiles(folder, $"{prefix}{name}.*").Order(StringComparer.Ordinal).FirstOrDefault(file => file.Contains(ending, StringComparison.Ordinal));
    }

    private static (string Platform, string[] Variants) Platform()
    {
        var arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        if (OperatingSystem.IsMacOS()) return arm ? ("mac-arm64-metal", []) : ("mac-x64", []);
        if (OperatingSystem.IsWindows()) return arm ? ("win-arm64", []) : ("win-x64", ["-cuda", "-vulkan"]);
        return arm ? ("linux-arm64", []) : ("linux-x64", ["-cuda", "-vulkan"]);
    }

    private static IEnumerable<string> Packages(string package)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var root in new[] { folder.FullName, Path.Combine(folder.FullName, "src", "Assistant.Native") })
            {
                var bins = Path.Combine(root, "node_modules", "@node-llama-cpp", package, "bins");
                if (Directory.Exists(bins))
                    foreach (var build in Directory.EnumerateDirectories(bins).Order(StringComparer.Ordinal)) yield return build;
            }
        }
    }
}
