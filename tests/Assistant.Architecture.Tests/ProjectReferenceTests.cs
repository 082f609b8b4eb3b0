namespace Assistant.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    /// <summary>What each project may refer to: hosts → adapters → Core. A new project is added here on purpose.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Assistant.Contracts"] = [],
        ["Assistant.Core"] = [],
        ["Assistant.Native"] = [],
        // A process that untrusted models are tried in.
        ["Assistant.ModelProbe"] = ["Assistant.Native"],
        ["Assistant.Inference"] = ["Assistant.Core", "Assistant.Native", "Assistant.ModelProbe"],
        ["Assistant.Storage"] = ["Assistant.Core"],
        ["Assistant.Index"] = ["Assistant.Core"],
        ["Assistant.Hosting"] = ["Assistant.Core"],
        ["Assistant.Ingestion"] = ["Assistant.Contracts", "Assistant.Core", "Assistant.Native"],
        ["Assistant.Adaptation"] = ["Assistant.Contracts", "Assistant.Core", "Assistant.Native"],
        // Delivers to the pipeline of its own process as well as over HTTP.
        ["Assistant.Connectors.Producers"] = ["Assistant.Contracts", "Assistant.Ingestion"],
        ["Assistant.Connectors.Slack"] = ["Assistant.Contracts"],
        ["Assistant.Api"] =
        [
            "Assistant.Contracts", "Assistant.Core", "Assistant.Native", "Assistant.Inference", "Assistant.Storage", "Assistant.Index", "Assistant.Hosting",
            "Assistant.Ingestion", "Assistant.Adaptation", "Assistant.Connectors.Producers",
        ],
        ["Assistant.Evals"] = ["Assistant.Contracts", "Assistant.Core", "Assistant.Native", "Assistant.Inference", "Assistant.Storage", "Assistant.Index", "Assistant.Ingestion", "Assistant.Connectors.Producers"],
        // A process of the pipeline that tests kill.
        ["Assistant.Ingestion.Worker"] = ["Assistant.Ingestion", "Assistant.Index", "Assistant.Storage", "Assistant.Connectors.Producers"],
        ["Assistant.Cli"] = ["Assistant.Api", "Assistant.Evals", "Assistant.Contracts"],
    };

    [Fact]
    public void Projects_refer_only_to_what_the_design_allows()
    {
        var wrong = from project in Repository.Projects.Keys
                    where !project.EndsWith(".Tests", StringComparison.Ordinal)
                    from reference in Repository.ReferencesOf(project)
                    where !Allowed.TryGetValue(project, out var allowed) || !allowed.Contains(reference)
                    select $"{project} → {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_has_a_rule() => Assert.All(
        Repository.Projects.Keys.Where(project => !project.EndsWith(".Tests", StringComparison.Ordinal)),
        project => Assert.Contains(project, Allowed.Keys));

    [Fact]
    public void Nothing_refers_to_tests_and_only_tests_refer_to_the_command_line()
    {
        var wrong =
            from project in Repository.Projects.Keys
            from reference in Repository.ReferencesOf(project)
            where reference.EndsWith(".Tests", StringComparison.Ordinal) || (reference == "Assistant.Cli" && project is not ("Assistant.Cli.Tests" or "Assistant.Architecture.Tests"))
            select $"{project} → {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Assistant.sln")).Replace('\\', '/');

        Assert.All(Repository.Projects.Values, path => Assert.Contains($"\"{Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Unsafe_code_is_allowed_in_Native_and_Index_and_their_tests_only() => Assert.All(
        Repository.Projects.Where(project => project.Key is not ("Assistant.Native" or "Assistant.Index" or "Assistant.Native.Tests" or "Assistant.Index.Tests")),
        project => Assert.DoesNotContain(Repository.Elements(project.Value, "AllowUnsafeBlocks"), element => element.Value == "true"));
}
