using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Assistant.Api.Tests.Browser;

/// <summary>A page that notes what a page must never do: requests to elsewhere, dialogs, script errors, refused scripts and styles.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));
    private readonly ConcurrentQueue<string> _faults = new();

    public WatchedPage(IPage page, Uri origin)
    {
        Page = page;
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        page.Context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith($"blob:{origin}", StringComparison.Ordinal) && !request.Url.StartsWith("data:image/", StringComparison.Ordinal))
                _faults.Enqueue($"request to {request.Url}");
        };
        page.Dialog += async (_, dialog) =>
        {
            _faults.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.PageError += (_, error) => _faults.Enqueue($"script error: {error}");
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                _faults.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>The question box.</summary>
    public ILocator Box => Page.GetByLabel("Question", new PageGetByLabelOptions { Exact = true });

    /// <summary>The last question with its answer.</summary>
    public ILocator LastTurn => Page.Locator(".turn").Last;

    /// <summary>The highlighted words of the open source.</summary>
    public ILocator Mark => Page.Locator(".source-body mark");

    /// <summary>Asks, and waits for the end of the answer.</summary>
    public async Task<string> AskAsync(string question)
    {
        await Box.FillAsync(question);
        await Box.PressAsync("Enter");
        await AnsweredAsync(question);
        return await LastTurn.Locator(".markdown").InnerTextAsync();
    }

    /// <summary>Waits until the last turn is about this question and complete.</summary>
    public async Task AnsweredAsync(string question)
    {
        await Assertions.Expect(LastTurn.Locator("h2")).ToHaveTextAsync(question, new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        await LastTurn.Locator(".answer-foot").WaitForAsync();
    }

    /// <summary>The row of a document in the library.</summary>
    public ILocator Row(string uri) => Page.Locator($".documents li[data-uri={Quote(uri)}]");

    /// <summary>Opens another page of the application by its link, from the menu where there is one.</summary>
    public async Task GoToAsync(string name)
    {
        var menu = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Menu" });
        if (await menu.IsVisibleAsync())
            await menu.ClickAsync();
        await Page.Locator("#side").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name, Exact = true }).ClickAsync();
    }

    /// <summary>Fails when something is wider than the screen.</summary>
    public async Task FitsAsync() =>
        Assert.Empty(await Page.EvaluateAsync<string[]>("() => [document.documentElement, ...document.querySelectorAll('#content, .source, .source-body, .answer, .page, .thread')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName)"));

    /// <summary>Fails when axe finds a fault of accessibility.</summary>
    public async Task IsAccessibleAsync(string where)
    {
        // Elements that fade in have less contrast than they will have.
        await Page.EvaluateAsync("() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})))");
        await Page.EvaluateAsync(Axe.Value);
        var faults = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .map((fault) => `${fault.id}: ${fault.help}: ${fault.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
            """);
        Assert.True(faults.Length == 0, $"{where}: {string.Join('\n', faults)}");
    }

    /// <summary>Fails when the page did anything that it must not.</summary>
    public async Task NothingRanAsync()
    {
        Assert.Null(await Page.EvaluateAsync<string?>("() => window.pwned === undefined ? null : String(window.pwned)"));
        Assert.Empty(_faults);
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
