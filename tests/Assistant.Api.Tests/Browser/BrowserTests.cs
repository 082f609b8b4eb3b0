namespace Assistant.Api.Tests.Browser;

/// <summary>The tests that share one browser and one service.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Browser";
}
