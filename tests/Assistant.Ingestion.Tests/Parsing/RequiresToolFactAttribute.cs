namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Skips by name where a program is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolFactAttribute : FactAttribute
{
    public RequiresToolFactAttribute(string program)
    {
        Program = program;
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        if (!found) Skip = $"{program} is not installed.";
    }

    public string Program { get; }
}
