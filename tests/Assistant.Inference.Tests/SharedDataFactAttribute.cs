namespace Assistant.Inference.Tests;

/// <summary>Skips by name where a file of the shared folder beside the repository is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file))) Skip = $"../shared/{file} is missing";
    }

    public static string PathOf(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Assistant.sln"))) return Path.Combine(folder.FullName, "..", "shared", file);
        }

        throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}
