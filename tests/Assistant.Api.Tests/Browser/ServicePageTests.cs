using Assistant.Core.Access;
using Assistant.Core.Answering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
        await using var service = await RunningService.StartAsync(_directory, settings: RunningService.WithoutEncoders);
        await service.IngestAsync("default", [("lamp.md", "# Lamp\n\nThe lamp in the attic burns 42 hours."u8.ToArray())]);
        var (_, secret) = await service.Services.GetRequiredService<IApiKeyStore>().CreateAsync("page", ApiRole.Reader, []);
        await using var page = await fixture.OpenAsync(service);
        var key = page.Page.GetByLabel("API key", new PageGetByLabelOptions { Exact = true }).And(page.Page.Locator("input"));
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
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync("42 hours");
        await Expect(key).ToBeHiddenAsync();

        // A reader is not offered what it may not do.
        await page.GoToAsync("Library");
        await Expect(page.Row("lamp.md")).ToHaveCountAsync(1);
        await Expect(page.Row("lamp.md").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" })).ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".drop")).ToHaveCountAsync(0);
        await Expect(page.Page.Locator("#side").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Administration" })).ToHaveCountAsync(0);
    }

    [RequiresChromiumFact]
    public async Task The_first_key_is_made_on_the_page_which_goes_on_with_it()
    {
        await using var service = await RunningService.StartAsync(_directory, settings: RunningService.WithoutEncoders);
        await using var page = await fixture.OpenAsync(service, "#/admin");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "New key" }).ClickAsync();
        await page.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync("Ada");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Make the key" }).ClickAsync();
        await Expect(page.Page.Locator(".secret")).ToContainTextAsync("ak_");
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "Admin", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await service.Http.GetAsync("/api/keys")).StatusCode);
        await page.GoToAsync("Library");
        await Expect(page.Page.GetByText("Nothing here yet.")).ToBeVisibleAsync();
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task A_service_that_goes_away_is_named_and_found_again()
    {
        var service = await RunningService.StartAsync(_directory, settings: RunningService.WithoutEncoders);
        await service.IngestAsync("default", [("lamp.md", "# Lamp\n\nThe lamp in the attic burns 42 hours."u8.ToArray())]);
        var port = service.Address.Port;
        await using var page = await fixture.OpenAsync(service);
        await Expect(page.Page.GetByText("No conversation yet.")).ToBeVisibleAsync();
        await service.DisposeAsync();
        await page.Box.FillAsync("How long does the lamp in the attic burn?");
        await page.Box.PressAsync("Enter");
        await Expect(page.Page.Locator(".offline")).ToContainTextAsync("cannot be reached");
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("./assistant up");

        await using var again = await RunningService.StartAsync(_directory, port, settings: RunningService.WithoutEncoders);
        await Expect(page.Page.Locator(".offline")).ToHaveCountAsync(0);
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.AnsweredAsync("How long does the lamp in the attic burn?");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync("42 hours");
        await Expect(page.Page.Locator(".turn")).ToHaveCountAsync(1);
    }

    [RequiresChromiumFact]
    public async Task A_service_that_is_restarted_within_an_answer_shows_what_was_stored()
    {
        var service = await RunningService.StartAsync(_directory, configure: services => services.AddSingleton<IAnswerer>(new HeldAnswerer()).Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2)), settings: RunningService.WithoutEncoders);
        var port = service.Address.Port;
        await using var page = await fixture.OpenAsync(service);
        await page.Box.FillAsync("What is there?");
        await page.Box.PressAsync("Enter");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(HeldAnswerer.First.Trim());
        await service.DisposeAsync();
        await Expect(page.LastTurn).ToContainTextAsync("Waiting for the service");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(HeldAnswerer.First.Trim());

        await using var again = await RunningService.StartAsync(_directory, port, settings: RunningService.WithoutEncoders);
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("restarted");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(HeldAnswerer.First.Trim());
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.LastTurn.Locator(".answer-foot").WaitForAsync();
        await Expect(page.LastTurn.Locator(".versions").Last).ToHaveTextAsync("2/2");
    }

    [RequiresChromiumFact]
    public async Task A_page_that_was_loaded_again_goes_on_with_the_answer_that_is_being_made()
    {
        var answerer = new HeldAnswerer();
        await using var service = await RunningService.StartAsync(_directory, configure: services => services.AddSingleton<IAnswerer>(answerer), settings: RunningService.WithoutEncoders);
        await using var page = await fixture.OpenAsync(service);
        await page.Box.FillAsync("What is there?");
        await page.Box.PressAsync("Enter");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(HeldAnswerer.First.Trim());
        await page.Page.ReloadAsync();
        await Expect(page.LastTurn.Locator(".markdown")).ToHaveTextAsync(HeldAnswerer.First.Trim());
        answerer.Release();
        await Expect(page.LastTurn.Locator(".markdown")).ToHaveTextAsync(HeldAnswerer.First + HeldAnswerer.Second);
        await Expect(page.LastTurn.Locator(".answer-foot")).ToContainTextAsync("held");
    }

    [RequiresChromiumFact]
    public async Task A_stopped_answer_keeps_what_there_is_of_it()
    {
        await using var service = await RunningService.StartAsync(_directory, configure: services => services.AddSingleton<IAnswerer>(new HeldAnswerer()), settings: RunningService.WithoutEncoders);
        await using var page = await fixture.OpenAsync(service);
        await page.Box.FillAsync("What is there?");
        await page.Box.PressAsync("Enter");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(HeldAnswerer.First.Trim());
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop the answer" }).ClickAsync();
        await Expect(page.LastTurn).ToContainTextAsync("Stopped.");
        await page.Page.ReloadAsync();
        await Expect(page.LastTurn.Locator(".markdown")).ToHaveTextAsync(HeldAnswerer.First.Trim());
        await Expect(page.LastTurn).ToContainTextAsync("Stopped.");
    }

    [RequiresChromiumFact]
    public async Task An_empty_service_suggests_nothing_and_says_what_to_do()
    {
        await using var service = await RunningService.StartAsync(_directory, settings: RunningService.WithoutEncoders);
        await using var page = await fixture.OpenAsync(service);
        await Expect(page.Page.GetByText("Add some in the library")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".suggestions button")).ToHaveCountAsync(0);
        await page.GoToAsync("Library");
        await Expect(page.Page.GetByText("Nothing here yet.")).ToBeVisibleAsync();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
