using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class SearchPageTests(BrowserFixture fixture)
{
    [RequiresChromiumFact]
    public async Task Words_find_text_with_their_place_marked_and_the_keyboard_moves_through_it()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/search");
        await Expect(page.Page.GetByLabel("Words to search for")).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("muster point");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".hits mark").First).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Text", Exact = true }).ClickAsync();
        await Expect(page.Page.Locator(".picture-grid")).ToHaveCountAsync(0);

        await page.Page.GetByLabel("Words to search for").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Page.Locator(".hits .hit").First).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Mark).ToBeInViewportAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.Locator(".hits .hit").First).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("m");
        await Expect(page.Page.Locator(".chip")).ToContainTextAsync("Like");
        await Expect(page.Page.Locator(".hits .hit").First).ToBeVisibleAsync();
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task Search_is_reached_narrowed_and_left_by_the_keyboard_alone()
    {
        await using var page = await fixture.OpenAsync();
        await Expect(page.Box).ToBeFocusedAsync();
        await TabToAsync(page, page.Page.Locator("#side").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Search", Exact = true }), "Shift+Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByLabel("Words to search for")).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("station");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".hits .hit").First).ToBeVisibleAsync();

        // Only text, by its button; then the last day that counts, typed.
        await TabToAsync(page, page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Text", Exact = true }), "Tab");
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(page.Page.Locator(".picture-grid")).ToHaveCountAsync(0);
        await TabToAsync(page, page.Page.GetByLabel("Until"), "Tab");
        await page.Page.Keyboard.TypeAsync("01011970");
        await Expect(page.Page.GetByText("Nothing was found.")).ToBeVisibleAsync();
        await TabToAsync(page, page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear the filters" }), "Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".hits .hit").First).ToBeVisibleAsync();

        // From the box down the hits and up again; the third one opens, and closing comes back to it.
        await TabToAsync(page, page.Page.GetByLabel("Words to search for"), "Shift+Tab");
        for (var i = 0; i < 3; i++)
            await page.Page.Keyboard.PressAsync("ArrowDown");
        var third = page.Page.Locator("[data-hit]").Nth(2);
        await Expect(third).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".source-body")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.Locator(".source")).ToHaveCountAsync(0);
        await Expect(third).ToBeFocusedAsync();
    }

    /// <summary>Presses a key until an element has the focus.</summary>
    private static async Task TabToAsync(WatchedPage page, ILocator target, string key)
    {
        for (var i = 0; i < 60 && !await target.EvaluateAsync<bool>("(e) => e === document.activeElement || e.contains(document.activeElement)"); i++)
            await page.Page.Keyboard.PressAsync(key);
        await Expect(target).ToBeFocusedAsync();
    }

    [RequiresPicturesFact]
    public async Task Pictures_are_found_by_words_and_by_a_picture_as_a_grid()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/search");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pictures", Exact = true }).ClickAsync();
        await page.Page.GetByLabel("Words to search for").FillAsync("lighthouse");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".picture-card").First).ToContainTextAsync("lighthouse.webp");
        await Expect(page.Page.Locator(".picture-card img").First).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".hits")).ToHaveCountAsync(0);

        await page.Page.GetByLabel("Words to search for").FillAsync("");
        await page.Page.GetByLabel("Search with a picture").SetInputFilesAsync(Path.Combine(BrowserFixture.Sample, "pictures", "island-map.png"));
        await Expect(page.Page.Locator(".picture-card").First).ToContainTextAsync("island-map.png");
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task Filters_by_collection_and_date_restrict_what_is_found()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/search");
        await page.Page.GetByLabel("Words to search for").FillAsync("station");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".hits li").First).ToBeVisibleAsync();
        await page.Page.GetByLabel("Collection").SelectOptionAsync("sample");
        await page.Page.GetByLabel("Until").FillAsync("1970-01-01");
        await Expect(page.Page.GetByText("Nothing was found.")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear the filters" }).ClickAsync();
        await Expect(page.Page.Locator(".hits li").First).ToBeVisibleAsync();
    }
}
