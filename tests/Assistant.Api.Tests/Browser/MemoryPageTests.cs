using System.Text.Json;
using Assistant.Api.Tests.Ask;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class MemoryPageTests(BrowserFixture fixture) : IDisposable
{
    private const string Question = "Remember that my desk is in room 12.";
    private const string Fact = "My desk is in room 12";
    private readonly string _directory = RunningService.NewDirectory();

    [RequiresChromiumFact]
    public async Task A_fact_leads_to_where_it_was_said_is_edited_and_forgotten()
    {
        await using var model = await ScriptedModel.StartAsync();
        model.Play([.. new[] { $$$"""{"thought":"It is to be kept.","calls":[{"tool":"remember","arguments":{"fact":"{{{Fact}}}"}}]}""", $$"""{"thought":"Done.","answer":"I will remember it: {{Fact}}."}""" }.Select(reply => JsonDocument.Parse(reply).RootElement)]);
        await using var service = await RunningService.StartAsync(_directory, settings: [("Assistant:Chat:Endpoint", model.Endpoint), ("Assistant:Chat:Model", "scripted"), .. RunningService.WithoutEncoders]);
        await using var page = await fixture.OpenAsync(service);
        await page.AskAsync(Question);
        var conversation = new Uri(page.Page.Url).Fragment;

        await page.GoToAsync("Memory");
        var facts = page.Page.Locator(".facts > li");
        await Expect(facts).ToHaveCountAsync(1);
        await Expect(facts).ToContainTextAsync(Fact);
        await Expect(facts).ToContainTextAsync("You asked for it on");
        await page.IsAccessibleAsync("memory with a fact");
        await facts.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "the conversation" }).ClickAsync();
        await Expect(page.LastTurn.Locator("h2")).ToHaveTextAsync(Question);
        Assert.Equal(conversation, new Uri(page.Page.Url).Fragment);

        await page.GoToAsync("Memory");
        await facts.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = $"Edit: {Fact}" }).ClickAsync();
        await page.Page.GetByLabel("Fact", new PageGetByLabelOptions { Exact = true }).FillAsync("My desk is in room 14");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await Expect(facts).ToContainTextAsync("room 14");
        await page.Page.ReloadAsync();
        await Expect(facts).ToContainTextAsync("room 14");
        await page.Page.GetByLabel("Find a fact").FillAsync("bread");
        await Expect(page.Page.GetByText("No fact has these words.")).ToBeVisibleAsync();
        await page.Page.GetByLabel("Find a fact").FillAsync("DESK");
        await Expect(facts).ToHaveCountAsync(1);

        await facts.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Forget: My desk is in room 14" }).ClickAsync();
        await Expect(page.Page.Locator("dialog")).ToContainTextAsync("My desk is in room 14");
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Forget", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByText("Nothing is remembered yet.")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByText("Nothing is remembered yet.")).ToBeVisibleAsync();
        await page.NothingRanAsync();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
