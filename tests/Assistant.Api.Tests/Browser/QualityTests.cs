using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>What every page must be: accessible, small, and in the language of its user.</summary>
[Collection(BrowserTests.Name)]
public sealed class QualityTests(BrowserFixture fixture)
{
    private const int MostBytes = 250 * 1024;

    private static readonly (string Fragment, string Shown)[] Pages =
        [("", ".suggestions button"), ("#/search", ".hint"), ("#/library", ".documents li"), ("#/memory", ".empty"), ("#/learning", ".empty"), ("#/admin", ".settings details")];

    [RequiresChromiumFact]
    public Task Every_page_is_accessible_on_a_desktop() => AccessibleAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });

    [RequiresChromiumFact]
    public Task Every_page_is_accessible_on_a_phone_in_the_dark() => AccessibleAsync(BrowserFixture.Phone);

    [RequiresChromiumFact]
    public async Task The_first_load_is_small_and_asks_nobody_else()
    {
        await using var page = await fixture.OpenAsync();
        await page.Page.Locator(".suggestions button").First.WaitForAsync();
        var bytes = await page.Page.EvaluateAsync<int>("() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)");
        Assert.InRange(bytes, 50_000, MostBytes);
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task The_page_speaks_the_language_of_the_browser_and_changes_it()
    {
        await using var page = await fixture.OpenAsync(options: new BrowserNewContextOptions { Locale = "zh-CN" });
        await Expect(page.Page.GetByText("您想知道什么？")).ToBeVisibleAsync();
        Assert.Equal("zh-Hans", await page.Page.EvaluateAsync<string>("() => document.documentElement.lang"));
        await page.Page.GetByLabel("语言").SelectOptionAsync("en");
        await Expect(page.Page.GetByText("What would you like to know?")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByText("What would you like to know?")).ToBeVisibleAsync();
    }

    [RequiresChromiumFact]
    public async Task A_chosen_theme_is_kept()
    {
        await using var page = await fixture.OpenAsync();
        var before = await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");
        await page.Page.GetByLabel("Colours").SelectOptionAsync("dark");
        await page.Page.ReloadAsync();
        await page.Box.WaitForAsync();
        Assert.NotEqual(before, await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor"));
    }

    private async Task AccessibleAsync(BrowserNewContextOptions options)
    {
        await using var page = await fixture.OpenAsync(options: options);
        foreach (var (fragment, shown) in Pages)
        {
            await page.Page.GotoAsync(new Uri(fixture.Service.Address, "/" + fragment).ToString());
            await page.Page.Locator(shown).First.WaitForAsync();
            await page.IsAccessibleAsync(fragment);
        }

        await page.Page.GotoAsync(new Uri(fixture.Service.Address, "/#/").ToString());
        await page.AskAsync("Where is the muster point?");
        await page.LastTurn.Locator(".trace summary").First.ClickAsync();
        await page.IsAccessibleAsync("an answer");
        await page.LastTurn.Locator(".card").First.ClickAsync();
        await Expect(page.Mark).ToBeVisibleAsync();
        await page.IsAccessibleAsync("a source");
        await page.NothingRanAsync();
    }
}
