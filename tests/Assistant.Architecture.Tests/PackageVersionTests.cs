namespace Assistant.Architecture.Tests;

public sealed class PackageVersionTests
{
    [Fact]
    public void Package_versions_stand_in_the_central_file_only()
    {
        var versioned =
            from path in Repository.Projects.Values.Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            from element in Repository.Elements(path, "PackageReference")
            where element.Attribute("Version") is not null || element.Attribute("VersionOverride") is not null || element.Element("Version") is not null
            select $"{Path.GetFileName(path)}: {element.Attribute("Include")?.Value}";

        Assert.Empty(versioned);
    }

    [Fact]
    public void MassTransit_stays_on_its_open_source_line() =>
        Assert.All(
            Repository.Elements(Path.Combine(Repository.Root, "Directory.Packages.props"), "PackageVersion").Where(element => ((string)element.Attribute("Include")!).StartsWith("MassTransit", StringComparison.Ordinal)),
            element => Assert.StartsWith("8.", (string)element.Attribute("Version")!, StringComparison.Ordinal));
}
