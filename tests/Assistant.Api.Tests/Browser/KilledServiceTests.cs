using System.Net.Http.Json;
using System.Text.Json;
using Assistant.Api.Tests.Ask;
using Assistant.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>The service is killed in the middle of an answer and started again on the same data and port, under the eyes of an open page.</summary>
[Collection(BrowserTests.Name)]
public sealed class KilledServiceTests(BrowserFixture fixture) : IDisposable
{
    private const string Question = "How hot is green tea brewed?";
    private const string Said = "Green tea is brewed at 75 degrees";
    private readonly string _directory = RunningService.NewDirectory();

    [RequiresChromiumFact]
    public async Task The_page_says_that_the_service_is_lost_finds_it_again_and_shows_what_was_stored()
    {
        await using var model = await ScriptedModel.StartAsync();
        model.Play(Replies("""{"hold":"{\"thought\":\"It is found.\",\"answer\":\"Green tea is brewed at 75 degrees [{{tea.md}}]. It steeps for"}"""));
        using var service = new ServiceProcess(_directory, new Dictionary<string, string> { ["ASSISTANT__CHAT__ENDPOINT"] = model.Endpoint, ["ASSISTANT__CHAT__MODEL"] = "scripted" });
        await service.StartAsync();
        await AddDocumentAsync(service);

        await using var page = await fixture.OpenAsync(service.Address);
        await page.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        await page.Box.FillAsync(Question);
        await page.Box.PressAsync("Enter");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(Said);

        await service.KillAsync();
        await Expect(page.Page.Locator(".offline")).ToContainTextAsync("cannot be reached");
        await Expect(page.LastTurn).ToContainTextAsync("Waiting for the service");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(Said);

        await service.StartAsync();
        await Expect(page.Page.Locator(".offline")).ToHaveCountAsync(0);
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("restarted");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync(Said);
        await page.LastTurn.Locator(".cite").First.ClickAsync();
        await Expect(page.Mark).ToContainTextAsync("75 degrees");
        Assert.True(await page.Page.EvaluateAsync<bool>("() => window.sameDocument === true"));

        // What it shows is what is stored: another page, which never saw the answer being made, shows the same.
        await using var other = await fixture.OpenAsync(service.Address, new Uri(page.Page.Url).Fragment);
        await Expect(other.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("restarted");
        Assert.Equal(await page.LastTurn.Locator(".markdown").InnerTextAsync(), await other.LastTurn.Locator(".markdown").InnerTextAsync());

        model.Play(Replies("""{"thought":"It is found.","answer":"Green tea is brewed at 75 degrees for two minutes [{{tea.md}}]."}"""));
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.AnsweredAsync(Question);
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync("for two minutes");
        await page.NothingRanAsync();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>A search, and then this answer.</summary>
    private static IReadOnlyList<JsonElement> Replies(string answer) =>
        [.. new[] { """{"thought":"Search the documents.","calls":[{"tool":"search","arguments":{"query":"green tea brewed"}}]}""", answer }.Select(reply => JsonDocument.Parse(reply).RootElement)];

    private static async Task AddDocumentAsync(ServiceProcess service)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        using var response = await http.PostAsJsonAsync("api/content", new ContentBody { Uri = "tea.md", Text = "# Tea\n\nGreen tea is brewed at 75 degrees for two minutes.", Collection = "default" }, AssistantJson.Options);
        response.EnsureSuccessStatusCode();
        for (var tries = 0; (await http.GetFromJsonAsync<ContentList>("api/content?state=Indexed", AssistantJson.Options))!.Items.Count == 0; tries++)
        {
            Assert.True(tries < 600, "The document is not indexed.");
            await Task.Delay(100);
        }
    }
}
