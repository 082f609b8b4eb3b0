using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class ChatPageTests(BrowserFixture fixture)
{
    [RequiresChromiumFact]
    public async Task A_first_time_user_asks_a_suggested_question_and_opens_the_cited_words()
    {
        await using var page = await fixture.OpenAsync();
        var suggestion = page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "When was the station founded, and by whom?", Exact = true });
        await suggestion.ClickAsync();
        await page.AnsweredAsync("When was the station founded, and by whom?");

        await Expect(page.LastTurn.Locator(".answer")).ToContainTextAsync("14 May 1978");
        var conversation = await ConversationAsync(page);
        var cited = conversation.Messages[^1].Citations;
        Assert.NotEmpty(cited);
        foreach (var citation in cited)
        {
            await page.LastTurn.Locator($".cite:text-is(\"{citation.N}\")").First.ClickAsync();
            await Expect(page.Mark).ToHaveTextAsync(citation.Quote);
            await Expect(page.Mark).ToBeInViewportAsync();
            var text = await fixture.Service.Http.GetFromJsonAsync<ContentText>($"/api/content/{citation.DocumentId}/text", AssistantJson.Options);
            Assert.Equal(citation.Quote, text!.Text[citation.Span.Start..citation.Span.End]);
            Assert.Equal(citation.Quote, await page.Mark.EvaluateAsync<string>("mark => mark.textContent"));
        }

        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task A_conversation_goes_on_and_is_found_again_after_a_reload()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("What is Biscuit allergic to?");
        var first = page.Page.Url;
        Assert.Contains("#/c/", first, StringComparison.Ordinal);
        await page.AskAsync("When does water rationing begin?");
        Assert.Equal(first, page.Page.Url);
        var before = await page.Page.Locator("#thread .answer").AllInnerTextsAsync();

        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator("#thread article")).ToHaveCountAsync(2);
        await Expect(page.LastTurn.Locator(".answer")).Not.ToBeEmptyAsync();
        Assert.Equal(before, await page.Page.Locator("#thread .answer").AllInnerTextsAsync());
        await page.Page.Locator("#thread .cite").First.ClickAsync();
        await Expect(page.Mark).Not.ToBeEmptyAsync();

        await page.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "New chat" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "What would you like to know?" })).ToBeVisibleAsync();
        await page.AskAsync("Wann beginnt die Nachtruhe?");
        Assert.NotEqual(first, page.Page.Url);
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task A_deleted_conversation_leaves_the_list_and_the_service()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("How long does the barley soup simmer?");
        var id = Id(page);
        var entry = page.Page.Locator($"#conversations li:has(a[href='#/c/{id}'])");
        await entry.HoverAsync();
        await entry.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(entry).ToHaveCountAsync(0);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await fixture.Service.Http.GetAsync($"/api/conversations/{id}")).StatusCode);
    }

    [RequiresChromiumFact]
    public async Task What_the_documents_do_not_say_is_not_answered()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("What is the capital of Mongolia?");
        await Expect(page.LastTurn).ToHaveClassAsync("unsupported");
        await Expect(page.LastTurn.Locator(".cite")).ToHaveCountAsync(0);
    }

    [RequiresChromiumFact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var page = await fixture.OpenAsync();
        await Expect(page.Box).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("Where is the muster point?");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.AnsweredAsync("Where is the muster point?");
        var cite = page.LastTurn.Locator(".cite").First;
        for (var i = 0; i < 40 && !await cite.EvaluateAsync<bool>("cite => cite === document.activeElement"); i++)
            await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Mark).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.Locator("#source")).ToBeHiddenAsync();
        await Expect(cite).ToBeFocusedAsync();
    }

    [RequiresChromiumFact]
    public async Task An_answer_can_be_stopped_and_asked_again()
    {
        await using var page = await fixture.OpenAsync();
        var first = true;
        // The first request never reaches the service: the user waits, and gives up.
        await page.Page.RouteAsync("**/api/ask", async route =>
        {
            if (first)
                first = false;
            else
                await route.ContinueAsync();
        });
        await page.Box.FillAsync("What does a bed cost per night?");
        await page.Box.PressAsync("Enter");
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop the answer" }).ClickAsync();
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Stopped.");
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.AnsweredAsync("What does a bed cost per night?");
        await Expect(page.LastTurn.Locator(".answer")).ToContainTextAsync("62 crowns");
        await Expect(page.Page.Locator("#thread article")).ToHaveCountAsync(1);
    }

    [RequiresChromiumFact]
    public async Task A_judgement_is_stored_once()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("How much does a newborn seal pup weigh?");
        var sent = await page.Page.RunAndWaitForResponseAsync(
            () => page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Helpful", Exact = true }).ClickAsync(),
            response => response.Url.EndsWith("/api/feedback", StringComparison.Ordinal));
        Assert.True(sent.Ok);
        await Expect(page.LastTurn.Locator(".judge.chosen")).ToBeDisabledAsync();
    }

    [RequiresChromiumFact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using var page = await fixture.OpenAsync(options: new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 }, ColorScheme = ColorScheme.Dark });
        await page.AskAsync("二〇二五年九月每平方米平均有多少株海带？");
        await FitsAsync(page);
        await page.LastTurn.Locator(".card").First.ClickAsync();
        await Expect(page.Mark).ToBeInViewportAsync();
        await FitsAsync(page);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Close the source" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Menu" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Library" }).ClickAsync();
        await Expect(page.Row("welcome.md")).ToBeVisibleAsync();
        await FitsAsync(page);
        await page.NothingRanAsync();
    }

    private static async Task FitsAsync(WatchedPage page) =>
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("() => [document.documentElement, ...document.querySelectorAll('main, #source, #source-body, .answer')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.id || e.tagName)"));

    private static string Id(WatchedPage page) => page.Page.Url[(page.Page.Url.LastIndexOf('/') + 1)..];

    private async Task<ConversationDetail> ConversationAsync(WatchedPage page) =>
        (await fixture.Service.Http.GetFromJsonAsync<ConversationDetail>($"/api/conversations/{Id(page)}", AssistantJson.Options))!;
}
