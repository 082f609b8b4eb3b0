using Assistant.Core.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>The page when the service wants a key, is empty, or goes away.</summary>
[Collection(BrowserTests.Name)]
public sealed class ServicePageTests(BrowserFixture fixture) : IDisposable
{
    private readonly string _directory = RunningService.NewDirectory();

    [RequiresChromiumFact]
    public async Task A_service_with_keys_asks_for_one_and_works_with_it()
    {
        await using var service = await RunningService.StartAsync(_directory);
        await service.IngestAsync("default", [("lamp.md", "# Lamp\n\nThe lamp in the attic burns 42 hours."u8.ToArray())]);
        var (_, secret) = await service.Services.GetRequiredService<IApiKeyStore>().CreateAsync("page", ApiRole.Reader, []);
        await using var page = await fixture.OpenAsync(service);
        var key = page.Page.Locator("#key");
        await key.FillAsync("wrong");
        await key.PressAsync("Enter");
        // Refused: asked again.
        await Expect(key).ToBeVisibleAsync();
        await Expect(key).ToHaveValueAsync("");
        await key.FillAsync(secret);
        await key.PressAsync("Enter");
        await Expect(key).ToBeHiddenAsync();
        Assert.Contains("42 hours", await page.AskAsync("How long does the lamp in the attic burn?"), StringComparison.Ordinal);
        await page.Page.ReloadAsync();
        await Expect(page.LastTurn.Locator(".answer")).ToContainTextAsync("42 hours");
        await Expect(key).ToBeHiddenAsync();

        // A reader may not delete; the page says so and the document stays.
        await page.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Library" }).ClickAsync();
        await page.Row("lamp.md").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await page.Page.Locator("#delete-dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(page.Page.Locator("#upload-note")).Not.ToBeEmptyAsync();
        await Expect(page.Row("lamp.md")).ToHaveCountAsync(1);
    }

    [RequiresChromiumFact]
    public async Task A_service_that_goes_away_is_named_and_found_again()
    {
        var service = await RunningService.StartAsync(_directory);
        await service.IngestAsync("default", [("lamp.md", "# Lamp\n\nThe lamp in the attic burns 42 hours."u8.ToArray())]);
        var port = service.Address.Port;
        await using var page = await fixture.OpenAsync(service);
        await Expect(page.Page.Locator("#conversations")).ToHaveCountAsync(1);
        await service.DisposeAsync();
        await page.Box.FillAsync("How long does the lamp in the attic burn?");
        await page.Box.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = "cannot be reached" })).ToBeVisibleAsync();
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("./assistant up");

        await using var again = await RunningService.StartAsync(_directory, port);
        await Expect(page.Page.Locator("#offline")).ToBeHiddenAsync();
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.AnsweredAsync("How long does the lamp in the attic burn?");
        await Expect(page.LastTurn.Locator(".answer")).ToContainTextAsync("42 hours");
    }

    [RequiresChromiumFact]
    public async Task An_empty_service_suggests_nothing_and_says_what_to_do()
    {
        await using var service = await RunningService.StartAsync(_directory);
        await using var page = await fixture.OpenAsync(service);
        await Expect(page.Box).ToBeVisibleAsync();
        await Expect(page.Page.Locator("#suggestions button")).ToHaveCountAsync(0);
        await page.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Library" }).ClickAsync();
        await Expect(page.Page.Locator("#documents")).ToContainTextAsync("Drop a file above");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
