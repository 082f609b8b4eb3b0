using Assistant.Native.OnnxRuntime;

namespace Assistant.Native.Tests.OnnxRuntime;

public sealed class OnnxRuntimeLibraryTests
{
    [RequiresOnnxRuntimeFact]
    public void The_loaded_library_says_what_it_is()
    {
        var library = OnnxRuntimeLibrary.Open();

        Assert.True(Version.Parse(library.Version) >= new Version(1, 17));
        Assert.Contains("CPUExecutionProvider", library.Providers);
        Assert.Contains("build", library.BuildInfo, StringComparison.OrdinalIgnoreCase);
    }

    [RequiresOnnxRuntimeFact]
    public void The_same_library_is_opened_once_and_with_one_memory_limit()
    {
        var library = OnnxRuntimeLibrary.Open();

        Assert.Same(library, OnnxRuntimeLibrary.Open());
        var refused = Assert.Throws<InvalidOperationException>(() => OnnxRuntimeLibrary.Open(arenaBytes: 64 << 20));
        Assert.Contains("67108864", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_no_library_is_an_error_that_names_it()
    {
        var text = Path.GetTempFileName();
        try
        {
            File.WriteAllText(text, "not a library");

            Assert.Contains(text, Assert.Throws<DllNotFoundException>(() => OnnxRuntimeLibrary.Open(text)).Message, StringComparison.Ordinal);
            Assert.Contains(text + ".missing", Assert.Throws<DllNotFoundException>(() => OnnxRuntimeLibrary.Open(text + ".missing")).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(text);
        }
    }

    [Fact]
    public void Another_library_is_refused()
    {
        var other = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, OperatingSystem.IsWindows() ? "clrjit.dll" : OperatingSystem.IsMacOS() ? "libclrjit.dylib" : "libclrjit.so");

        Assert.Contains("OrtGetApiBase", Assert.Throws<DllNotFoundException>(() => OnnxRuntimeLibrary.Open(other)).Message, StringComparison.Ordinal);
    }
}
