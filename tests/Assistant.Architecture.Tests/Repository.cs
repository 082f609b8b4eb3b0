using System.Xml.Linq;

namespace Assistant.Architecture.Tests;

/// <summary>The repository that these tests were built from, and its project files.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every project file by name, tests too.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = new[] { "src", "connectors", "pipelines", "evals", "tests" }
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal) && !path.Contains("/artifacts/", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => path);

    /// <summary>Names of the projects that one refers to.</summary>
    public static string[] ReferencesOf(string project) =>
        [.. Elements(Projects[project], "ProjectReference").Select(element => Path.GetFileNameWithoutExtension(((string)element.Attribute("Include")!).Replace('\\', '/')))];

    public static IEnumerable<XElement> Elements(string path, string name) => XDocument.Load(path).Descendants(name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Assistant.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}
