using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class PicturePageTests(BrowserFixture fixture)
{
    [RequiresPicturesFact]
    public async Task Words_that_stand_only_in_a_picture_are_found_and_shown_with_it()
    {
        await using var page = await fixture.OpenAsync();
        Assert.Contains("blue tin", await page.AskAsync("Where is the yeast in the kitchen?"), StringComparison.Ordinal);
        var card = page.LastTurn.Locator(".card").Filter(new LocatorFilterOptions { Has = page.Page.Locator("img") }).First;
        await Expect(card).ToBeVisibleAsync();
        await card.ClickAsync();
        var picture = page.Page.Locator(".source-body img");
        await Expect(picture).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<int>("async (img) => { await img.decode(); return img.naturalWidth; }") >= 700);
        await Expect(page.Mark).ToContainTextAsync("blue tin");
        await Expect(page.Page.Locator(".source-place")).ToContainTextAsync("pictures/kitchen-note.jpg");
        await page.NothingRanAsync();
    }

    [RequiresPicturesFact]
    public async Task Every_suggested_question_is_answered_with_a_citation()
    {
        await using var page = await fixture.OpenAsync();
        var questions = page.Page.Locator(".suggestions button");
        await Expect(questions).Not.ToHaveCountAsync(0);
        foreach (var question in await questions.AllInnerTextsAsync())
        {
            await page.GoToAsync("New chat");
            await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = question, Exact = true }).ClickAsync();
            await page.AnsweredAsync(question);
            Assert.True(await page.LastTurn.Locator(".cite").CountAsync() > 0, question);
        }
    }

    [RequiresPicturesFact]
    public async Task A_picture_goes_with_a_question_and_can_be_taken_away_again()
    {
        await using var page = await fixture.OpenAsync();
        var input = page.Page.GetByLabel("Attach a picture");
        var picture = Path.Combine(BrowserFixture.Sample, "pictures", "lighthouse.webp");
        await input.SetInputFilesAsync(picture);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove the picture" }).ClickAsync();
        await Expect(page.Page.Locator(".composer .attached")).ToHaveCountAsync(0);

        await input.SetInputFilesAsync(new FilePayload { Name = "evil.svg", MimeType = "image/svg+xml", Buffer = "<svg xmlns='http://www.w3.org/2000/svg' onload='window.pwned=1'/>"u8.ToArray() });
        await Expect(page.Page.Locator(".composer").GetByRole(AriaRole.Alert)).ToContainTextAsync("evil.svg");

        await input.SetInputFilesAsync(picture);
        await Expect(page.Page.Locator(".composer .attached img")).ToBeVisibleAsync();
        await page.AskAsync("What is this?");
        await Expect(page.Page.Locator(".composer .attached")).ToHaveCountAsync(0);
        var card = page.LastTurn.Locator(".card").Filter(new LocatorFilterOptions { HasText = "lighthouse" }).First;
        await card.ClickAsync();
        await Expect(page.Page.Locator(".source-place")).ToContainTextAsync("pictures/lighthouse.webp");
        await Expect(page.Page.Locator(".source-body img")).ToBeVisibleAsync();

        await page.Page.ReloadAsync();
        var asked = page.LastTurn.Locator("img.asked");
        Assert.True(await asked.EvaluateAsync<int>("async (img) => { await img.decode(); return img.naturalWidth; }") > 100);
        await page.NothingRanAsync();
    }

    [RequiresPicturesFact]
    public async Task A_drawing_that_can_hold_scripts_is_shown_as_its_thumbnail()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("Find a document by name").FillAsync("power-system.svg");
        var raw = 0;
        page.Page.Request += (_, request) => raw += request.Url.EndsWith("/raw", StringComparison.Ordinal) ? 1 : 0;
        var thumbnail = await page.Page.RunAndWaitForResponseAsync(
            () => page.Row("pictures/power-system.svg").GetByRole(AriaRole.Button).First.ClickAsync(),
            response => response.Url.EndsWith("/thumbnail", StringComparison.Ordinal));
        Assert.Equal("image/webp", thumbnail.Headers["content-type"]);
        await Expect(page.Page.Locator(".source-body img")).ToBeVisibleAsync();
        Assert.Equal(0, raw);
        await Expect(page.Page.Locator(".source-body .text")).ToContainTextAsync("Battery bank");
        await page.NothingRanAsync();
    }
}
