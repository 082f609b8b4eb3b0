using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>Lists far longer than a screen. The frame times go to the test's output: <c>npm run bench:scroll</c> in <c>connectors/web</c> prints them.</summary>
[Collection(BrowserTests.Name)]
public sealed class LongListTests(BrowserFixture fixture, LongLists lists, ITestOutputHelper output) : IClassFixture<LongLists>
{
    /// <summary>More elements than this are not those of a screen.</summary>
    private const int MostElements = 2_500;

    /// <summary>Wheel events between two looks at what is shown.</summary>
    private const int Stretch = 25;

    [RequiresChromiumFact]
    public async Task Fifty_thousand_documents_are_scrolled_through_by_the_wheel()
    {
        await using var page = await fixture.OpenAsync(lists.Service, "#/library");
        await Expect(page.Row(LongLists.NameAt(0))).ToBeInViewportAsync();
        output.WriteLine($"{LongLists.Documents:N0} documents, by hand: {await ByHandAsync(page, ".table-frame")}");
        await using var scroll = await ScrollRecorder.StartAsync(page, ".table-frame");
        var seen = 0;
        while (!await scroll.AtEndAsync())
        {
            await scroll.WheelAsync(12_000, Stretch);
            seen = await DocumentsAreThereAsync(page, seen);
        }

        await Expect(page.Row(LongLists.NameAt(LongLists.Documents - 1))).ToBeInViewportAsync();
        Assert.Equal(LongLists.Documents - 1, seen);
        output.WriteLine($"{LongLists.Documents:N0} documents, flung to the end: {await scroll.ReportAsync()}");
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task Any_place_among_fifty_thousand_documents_is_one_jump_away()
    {
        await using var page = await fixture.OpenAsync(lists.Service, "#/library");
        await Expect(page.Row(LongLists.NameAt(0))).ToBeInViewportAsync();
        var asked = new List<string>();
        page.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/api/content?", StringComparison.Ordinal))
                asked.Add(request.Url);
        };
        await page.Page.Locator(".table-frame").FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page.Row(LongLists.NameAt(LongLists.Documents - 1))).ToBeInViewportAsync();
        await page.Page.Locator(".table-frame").EvaluateAsync("(e) => { e.scrollTop = e.scrollHeight / 2; }");
        await Expect(page.Row(LongLists.NameAt(LongLists.Documents / 2))).ToBeInViewportAsync();
        await DocumentsAreThereAsync(page, 0);
        // Two places: at each of them the page that is shown, and at most its neighbours.
        Assert.InRange(asked.Count, 2, 6);
    }

    [RequiresChromiumFact]
    public async Task Five_thousand_messages_are_scrolled_through_by_the_wheel()
    {
        await using var page = await fixture.OpenAsync(lists.Service, $"#/c/{lists.Conversation}");
        const int turns = LongLists.Messages / 2;
        var last = page.Page.Locator(".turn h2", new PageLocatorOptions { HasText = LongLists.Question(turns - 1) });
        await Expect(last).ToBeInViewportAsync();
        await page.Page.Locator(".thread").FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        await Expect(page.Page.Locator(".turn h2").First).ToHaveTextAsync(LongLists.Question(0));
        await Expect(page.Page.Locator(".turn h2").First).ToBeInViewportAsync();
        output.WriteLine($"{LongLists.Messages:N0} messages, by hand: {await ByHandAsync(page, ".thread")}");
        await using var scroll = await ScrollRecorder.StartAsync(page, ".thread");
        var seen = 0;
        while (!await scroll.AtEndAsync())
        {
            await scroll.WheelAsync(1_600, Stretch);
            var rows = await RestingAsync(page, ".thread", ".thread-row", "(row) => row.querySelector('h2')?.textContent");
            var first = FirstIndex(rows[0]);
            Assert.Equal(Enumerable.Range(first, rows.Length).Select(turn => $"{turn} {LongLists.Question(turn)}"), rows);
            Assert.InRange(first, seen, turns - 1);
            seen = first;
            await FewElementsAsync(page);
        }

        await Expect(last).ToBeInViewportAsync();
        output.WriteLine($"{LongLists.Messages:N0} messages, flung to the end: {await scroll.ReportAsync()}");
        await page.NothingRanAsync();
    }

    /// <summary>Turns the wheel as a hand does, notch by notch, and gives the report of it.</summary>
    private static async Task<string> ByHandAsync(WatchedPage page, string element)
    {
        await using var scroll = await ScrollRecorder.StartAsync(page, element);
        await scroll.WheelAsync(120, 80);
        return await scroll.ReportAsync();
    }

    /// <summary>Each row of the screen holds, after a moment, the document of its place. Gives the last of them, which is not before <paramref name="before"/>.</summary>
    private static async Task<int> DocumentsAreThereAsync(WatchedPage page, int before)
    {
        var rows = await RestingAsync(page, ".table-frame", "li", "(row) => row.dataset.uri");
        var first = FirstIndex(rows[0]);
        Assert.Equal(Enumerable.Range(first, rows.Length).Select(index => $"{index} {LongLists.NameAt(index)}"), rows);
        await FewElementsAsync(page);
        var last = first + rows.Length - 1;
        Assert.InRange(last, before, LongLists.Documents - 1);
        return last;
    }

    /// <summary>Index and words of each row, in order, once the list stands still and every row has words.</summary>
    private static async Task<string[]> RestingAsync(WatchedPage page, string list, string row, string words)
    {
        return await page.Page.EvaluateAsync<string[]>($$"""
            async ([list, row]) => {
              const element = document.querySelector(list);
              for (let tries = 0; tries < 300; tries++) {
                const top = element.scrollTop;
                await new Promise((resolve) => setTimeout(resolve, 100));
                const rows = [...element.querySelectorAll(row)].map((one) => [Number(one.dataset.index), ({{words}})(one)]).sort((a, b) => a[0] - b[0]);
                if (element.scrollTop === top && rows.length && rows.every((one) => one[1])) return rows.map((one) => one.join(' '));
              }
              throw new Error('The list does not come to rest.');
            }
            """, new[] { list, row });
    }

    private static async Task FewElementsAsync(WatchedPage page) => Assert.InRange(await page.Page.Locator("*").CountAsync(), 50, MostElements);

    private static int FirstIndex(string row) => int.Parse(Regex.Match(row, @"^\d+").Value, System.Globalization.CultureInfo.InvariantCulture);
}
