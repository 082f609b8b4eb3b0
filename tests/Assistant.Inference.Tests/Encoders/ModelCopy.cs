using Assistant.Inference.Tests.Parity;

namespace Assistant.Inference.Tests.Encoders;

/// <summary>Copies of the tiny models that tests may damage.</summary>
internal static class ModelCopy
{
    /// <summary>Copies a model into a new folder below another.</summary>
    public static string Of(string model, string below)
    {
        var (from, to) = (ParityFiles.Model(model), Path.Combine(below, model));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }
}
