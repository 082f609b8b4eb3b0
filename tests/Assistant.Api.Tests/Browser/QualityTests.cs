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
    public Task Every_page_is_accessible_on_a_desktop_by_day_and_by_night() => AccessibleAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });

    [RequiresChromiumFact]
    public Task Every_page_is_accessible_on_a_phone_by_day_and_by_night() => AccessibleAsync(BrowserFixture.Phone);

    [RequiresChromiumFact]
    public async Task Nothing_moves_for_those_who_asked_for_less_motion()
    {
        // Opens the menu of a phone, and tells whether it slides.
        const string slides = "() => { document.querySelector('.bar button').click(); return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.getAnimations().length > 0)))); }";
        var phone = BrowserFixture.Phone;
        await using (var page = await fixture.OpenAsync(options: phone))
        {
            await page.Box.WaitForAsync();
            Assert.True(await page.Page.EvaluateAsync<bool>(slides));
        }

        phone.ReducedMotion = ReducedMotion.Reduce;
        await using var still = await fixture.OpenAsync(options: phone);
        await still.Box.WaitForAsync();
        Assert.False(await still.Page.EvaluateAsync<bool>(slides));
        await Expect(still.Page.Locator("#side")).ToBeInViewportAsync();
    }

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
            await BothAsync(fragment);
        }

        await page.Page.GotoAsync(new Uri(fixture.Service.Address, "/#/search").ToString());
        await page.Page.GetByLabel("Words to search for").FillAsync("station");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator(".hits li").First.WaitForAsync();
        await BothAsync("what was found");

        await page.Page.GotoAsync(new Uri(fixture.Service.Address, "/#/").ToString());
        await page.AskAsync("Where is the muster point?");
        await page.LastTurn.Locator(".trace summary").First.ClickAsync();
        await BothAsync("an answer");
        await page.LastTurn.Locator(".card").First.ClickAsync();
        await Expect(page.Mark).ToBeVisibleAsync();
        await BothAsync("a source");
        await page.NothingRanAsync();

        async Task BothAsync(string where)
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                await page.IsAccessibleAsync($"{where}, {scheme}");
            }
        }
    }
}
