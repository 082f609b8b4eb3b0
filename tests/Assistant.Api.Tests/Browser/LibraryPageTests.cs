using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class LibraryPageTests(BrowserFixture fixture)
{
    private const string Note = "# The tea caddy\n\nThe key of the tea caddy lies under the third flowerpot of the conservatory.\n";

    [RequiresChromiumFact]
    public async Task An_uploaded_file_shows_its_states_becomes_answerable_and_is_gone_once_deleted()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.Locator(".documents li").First.WaitForAsync();
        await page.Page.EvaluateAsync("""
            () => {
              window.states = [];
              new MutationObserver(() => {
                const state = document.querySelector('.documents li[data-uri="tea-caddy.md"]')?.dataset.state;
                if (state && window.states.at(-1) !== state) window.states.push(state);
              }).observe(document.getElementById('content'), { childList: true, subtree: true, attributes: true });
            }
            """);
        await UploadAsync(page, "tea-caddy.md", "text/markdown", Encoding.UTF8.GetBytes(Note));
        var row = page.Row("tea-caddy.md");
        await Expect(row).ToHaveAttributeAsync("data-state", "Indexed");
        await Expect(row).ToContainTextAsync("Ready");
        var states = await page.Page.EvaluateAsync<string[]>("() => window.states");
        string[] order = ["Accepted", "Parsed", "Embedded", "Indexed"];
        Assert.Equal("Indexed", states[^1]);
        Assert.Equal(states.OrderBy(state => Array.IndexOf(order, state)), states);

        await page.GoToAsync("New chat");
        Assert.Contains("third flowerpot", await page.AskAsync("Where does the key of the tea caddy lie?"), StringComparison.Ordinal);
        await page.LastTurn.Locator(".cite").First.ClickAsync();
        await Expect(page.Mark).ToContainTextAsync("third flowerpot");

        await page.GoToAsync("Library");
        var delete = row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete tea-caddy.md" });
        await delete.ClickAsync();
        // The answer above stands on it.
        await Expect(page.Page.Locator("dialog")).ToContainTextAsync("1 stored answer");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Keep" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(1);
        await delete.ClickAsync();
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await page.GoToAsync("New chat");
        Assert.DoesNotContain("third flowerpot", await page.AskAsync("Where does the key of the tea caddy lie?"), StringComparison.Ordinal);
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task A_rejected_file_says_why_and_can_be_tried_again()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await UploadAsync(page, "broken.png", "image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]);
        var row = page.Row("broken.png");
        await Expect(row).ToHaveAttributeAsync("data-state", "Rejected");
        await Expect(row.Locator(".reason")).Not.ToBeEmptyAsync();
        var again = await page.Page.RunAndWaitForResponseAsync(
            () => row.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Try again: broken.png" }).ClickAsync(),
            response => response.Url.EndsWith("/redrive", StringComparison.Ordinal));
        Assert.True(again.Ok);
        await Expect(row).ToHaveAttributeAsync("data-state", "Rejected");
    }

    [RequiresChromiumFact]
    public async Task Files_dropped_go_into_the_chosen_collection_and_equal_ones_are_found()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("into the collection").FillAsync("dropped");
        await page.Page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              for (const name of ['one.txt', 'two.txt']) data.items.add(new File(['The lantern is violet.'], name, { type: 'text/plain' }));
              for (const type of ['dragover', 'drop']) document.querySelector('.drop').dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        foreach (var name in (string[])["one.txt", "two.txt"])
            await Expect(page.Row(name)).ToHaveAttributeAsync("data-state", "Indexed");
        var found = await fixture.Service.ListAsync("&collection=dropped");
        Assert.Equal(["one.txt", "two.txt"], found.Items.Select(item => item.Uri).Order(StringComparer.Ordinal));

        await page.Page.GetByLabel("Duplicates only").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^dropped") }).ClickAsync();
        await Expect(page.Page.Locator(".documents li")).ToHaveCountAsync(2);
        await page.Row("one.txt").GetByRole(AriaRole.Button).First.ClickAsync();
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Details" }).ClickAsync();
        await Expect(page.Page.Locator(".source .details").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "two.txt" })).ToBeVisibleAsync();

        await page.GoToAsync("New chat");
        await page.Page.GetByLabel("Collection to ask").SelectOptionAsync("dropped");
        await page.AskAsync("When was the station founded, and by whom?");
        await Expect(page.LastTurn.Locator(".card", new LocatorLocatorOptions { HasText = "welcome.md" })).ToHaveCountAsync(0);
    }

    [RequiresChromiumFact]
    public async Task The_list_is_narrowed_by_name_collection_and_state()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("Find a document by name").FillAsync("tern-");
        await Expect(page.Row("research/tern-census.md")).ToBeVisibleAsync();
        await Expect(page.Row("welcome.md")).ToHaveCountAsync(0);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^sample") }).ClickAsync();
        await page.Page.GetByLabel("State").SelectOptionAsync("Failed");
        await Expect(page.Page.GetByText("No document fits this filter.")).ToBeVisibleAsync();
    }

    [RequiresChromiumFact]
    public async Task An_archive_is_deleted_with_all_that_was_in_it_by_name()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("Find a document by name").FillAsync("field-notes-1998.zip");
        await page.Row("archive/field-notes-1998.zip").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete archive/field-notes-1998.zip", Exact = true }).ClickAsync();
        await Expect(page.Page.Locator("dialog")).ToContainTextAsync("4 documents that were unpacked from it");
        await Expect(page.Page.Locator("dialog")).ToContainTextAsync("owl-sketch.png");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Keep" }).ClickAsync();
    }

    private static Task UploadAsync(WatchedPage page, string name, string type, byte[] bytes) =>
        page.Page.GetByLabel("Choose files").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = bytes });
}
