using System.Net.Http.Json;
using Assistant.Contracts.Http;
using Assistant.Core.Feedback;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class ChatPageTests(BrowserFixture fixture)
{
    [RequiresChromiumFact]
    public async Task A_first_time_user_reaches_the_cited_words_in_two_clicks()
    {
        await using var page = await fixture.OpenAsync();
        await page.Page.EvaluateAsync("() => { window.clicks = 0; addEventListener('click', (event) => { window.clicks += event.isTrusted ? 1 : 0; }, true); }");
        var suggestion = page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "When was the station founded, and by whom?", Exact = true });
        await suggestion.ClickAsync();
        await page.AnsweredAsync("When was the station founded, and by whom?");

        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync("14 May 1978");
        var conversation = await ConversationAsync(page);
        var cited = conversation.Messages[^1].Citations;
        Assert.NotEmpty(cited);
        await Expect(page.LastTurn.Locator(".cite").First).ToBeInViewportAsync();
        Assert.Equal(1, await page.Page.EvaluateAsync<int>("() => window.clicks"));
        await page.LastTurn.Locator(".cite").First.ClickAsync();
        await Expect(page.Mark).ToBeInViewportAsync();
        Assert.Equal(2, await page.Page.EvaluateAsync<int>("() => window.clicks"));
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
        var before = await page.Page.Locator(".turn .markdown").AllInnerTextsAsync();

        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator(".turn")).ToHaveCountAsync(2);
        await Expect(page.Page.Locator(".turn .markdown")).ToHaveTextAsync(before.ToArray());
        await page.Page.Locator(".turn .cite").First.ClickAsync();
        await Expect(page.Mark).Not.ToBeEmptyAsync();

        await page.GoToAsync("New chat");
        await Expect(page.Page.GetByText("What would you like to know?")).ToBeVisibleAsync();
        await page.AskAsync("Wann beginnt die Nachtruhe?");
        Assert.NotEqual(first, page.Page.Url);
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task Questions_and_answers_have_versions()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("What is Biscuit allergic to?");
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Answer again" }).ClickAsync();
        await Expect(page.LastTurn.Locator(".versions")).ToHaveTextAsync("2/2");

        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Edit the question" }).ClickAsync();
        var editor = page.LastTurn.GetByRole(AriaRole.Textbox);
        await editor.FillAsync("Where is the muster point?");
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask this instead" }).ClickAsync();
        await page.AnsweredAsync("Where is the muster point?");
        await Expect(page.Page.Locator(".turn")).ToHaveCountAsync(1);
        await Expect(page.LastTurn.Locator(".question .versions")).ToHaveTextAsync("2/2");

        await page.LastTurn.Locator(".question").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Earlier version" }).ClickAsync();
        await Expect(page.LastTurn.Locator("h2")).ToHaveTextAsync("What is Biscuit allergic to?");
        await Expect(page.LastTurn.Locator(".answer .versions")).ToHaveTextAsync("2/2");
        await page.LastTurn.Locator(".answer").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Earlier version" }).ClickAsync();
        await Expect(page.LastTurn.Locator(".answer .versions")).ToHaveTextAsync("1/2");
        Assert.Equal(5, (await ConversationAsync(page)).Messages.Count);
    }

    [RequiresChromiumFact]
    public async Task A_conversation_is_renamed_found_by_its_words_shared_exported_and_deleted()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("How long does the barley soup simmer?");
        var id = Id(page);
        var entry = page.Page.Locator($".conversations li:has(a[href='#/c/{id}'])");

        async Task ChooseAsync(string action)
        {
            await entry.HoverAsync();
            await entry.GetByRole(AriaRole.Button).First.ClickAsync();
            await entry.GetByRole(AriaRole.Menuitem, new LocatorGetByRoleOptions { Name = action }).ClickAsync();
        }

        await ChooseAsync("Rename");
        await page.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync("Soup of the day");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(entry.GetByRole(AriaRole.Link)).ToContainTextAsync("Soup of the day");

        await page.Page.GetByLabel("Find a conversation").FillAsync("barley simmer");
        await Expect(page.Page.Locator(".conversations li")).ToHaveCountAsync(1);
        await page.Page.GetByLabel("Find a conversation").FillAsync("");

        var download = await page.Page.RunAndWaitForDownloadAsync(() => ChooseAsync("Export as Markdown"));
        var exported = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith("# Soup of the day", exported, StringComparison.Ordinal);
        Assert.Contains("## How long does the barley soup simmer?", exported, StringComparison.Ordinal);
        Assert.Contains("- [1]", exported, StringComparison.Ordinal);

        await ChooseAsync("Share by link");
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Share by link" }).ClickAsync();
        var link = await page.Page.GetByLabel("Link", new PageGetByLabelOptions { Exact = true }).InputValueAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GotoAsync(link);
        await Expect(page.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Soup of the day" })).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".shared-page .cite").First).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".composer")).ToHaveCountAsync(0);

        await ChooseAsync("Delete");
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await Expect(entry).ToHaveCountAsync(0);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await fixture.Service.Http.GetAsync($"/api/conversations/{id}")).StatusCode);
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task The_way_to_the_answer_and_the_quoted_words_are_shown_where_one_looks_for_them()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("Where is the muster point?");
        await page.LastTurn.Locator(".trace summary").First.ClickAsync();
        await Expect(page.LastTurn.Locator(".trace .call").First).ToContainTextAsync("Searched for");
        await Expect(page.LastTurn.Locator(".trace .found-source").First).ToBeVisibleAsync();

        var quote = (await ConversationAsync(page)).Messages[^1].Citations[0].Quote;
        await page.LastTurn.Locator(".cite").First.HoverAsync();
        await Expect(page.Page.GetByRole(AriaRole.Tooltip)).ToContainTextAsync(quote[..30]);
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Tooltip)).ToHaveCountAsync(0);
    }

    [RequiresChromiumFact]
    public async Task What_the_documents_do_not_say_is_not_answered()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("What is the capital of Mongolia?");
        await Expect(page.LastTurn.Locator(".unsupported")).ToBeVisibleAsync();
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
        await Expect(page.Page.Locator(".source")).ToHaveCountAsync(0);
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
        await Expect(page.LastTurn.GetByRole(AriaRole.Alert)).ToContainTextAsync("Stopped.");
        await page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Ask again" }).ClickAsync();
        await page.AnsweredAsync("What does a bed cost per night?");
        await Expect(page.LastTurn.Locator(".markdown")).ToContainTextAsync("62 crowns");
        await Expect(page.Page.Locator(".turn")).ToHaveCountAsync(1);
    }

    [RequiresChromiumFact]
    public async Task A_judgement_and_a_correction_are_stored()
    {
        await using var page = await fixture.OpenAsync();
        await page.AskAsync("How much does a newborn seal pup weigh?");
        var sent = await page.Page.RunAndWaitForResponseAsync(
            () => page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Not helpful", Exact = true }).ClickAsync(),
            response => response.Url.EndsWith("/api/feedback", StringComparison.Ordinal));
        Assert.True(sent.Ok);
        await Expect(page.LastTurn.Locator(".judge[aria-pressed=true]")).ToBeDisabledAsync();
        await page.LastTurn.GetByLabel("What would have been right?").FillAsync("Fourteen kilograms.");
        var corrected = await page.Page.RunAndWaitForResponseAsync(
            () => page.LastTurn.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Send the correction" }).ClickAsync(),
            response => response.Url.EndsWith("/api/feedback", StringComparison.Ordinal));
        Assert.True(corrected.Ok);
        await Expect(page.LastTurn).ToContainTextAsync("Thank you");
        var stored = await fixture.Service.Services.GetRequiredService<IFeedbackStore>().ListAsync(10);
        Assert.Contains(stored, row => row is { Signal: "correction", Text: "Fourteen kilograms." });
    }

    [RequiresChromiumFact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using var page = await fixture.OpenAsync(options: BrowserFixture.Phone);
        await page.AskAsync("二〇二五年九月每平方米平均有多少株海带？");
        await page.FitsAsync();
        await page.LastTurn.Locator(".card").First.ClickAsync();
        await Expect(page.Mark).ToBeInViewportAsync();
        await page.FitsAsync();
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Close the source" }).ClickAsync();
        foreach (var (name, shown) in new[] { ("Library", ".documents li"), ("Search", ".hint"), ("Memory", ".empty"), ("Learning", ".empty"), ("Administration", ".settings details") })
        {
            await page.GoToAsync(name);
            await Expect(page.Page.Locator(shown).First).ToBeVisibleAsync();
            await page.FitsAsync();
        }

        await page.NothingRanAsync();
    }

    private static string Id(WatchedPage page) => page.Page.Url[(page.Page.Url.LastIndexOf('/') + 1)..];

    private async Task<ConversationDetail> ConversationAsync(WatchedPage page) =>
        (await fixture.Service.Http.GetFromJsonAsync<ConversationDetail>($"/api/conversations/{Id(page)}", AssistantJson.Options))!;
}
