using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Assistant.Api.Tests.Browser;

/// <summary>A page that notes what a page must never do: requests to elsewhere, dialogs, script errors, refused scripts and styles.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = new();

    public WatchedPage(IPage page, Uri origin)
    {
        Page = page;
        page.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        page.Context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith($"blob:{origin}", StringComparison.Ordinal))
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
    public ILocator LastTurn => Page.Locator("#thread article").Last;

    /// <summary>The highlighted words of the open source.</summary>
    public ILocator Mark => Page.Locator("#source-body mark");

    /// <summary>Asks, and waits for the end of the answer.</summary>
    public async Task<string> AskAsync(string question)
    {
        await Box.FillAsync(question);
        await Box.PressAsync("Enter");
        await AnsweredAsync(question);
        return await LastTurn.Locator(".answer").InnerTextAsync();
    }

    /// <summary>Waits until the last turn is about this question and complete.</summary>
    public async Task AnsweredAsync(string question)
    {
        await Assertions.Expect(LastTurn.Locator("h2")).ToHaveTextAsync(question, new LocatorAssertionsToHaveTextOptions { Timeout = 20_000 });
        await LastTurn.Locator(".foot span").WaitForAsync();
        // Drawn on the next frame.
        await Page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /// <summary>The row of a document in the library.</summary>
    public ILocator Row(string uri) => Page.Locator($".documents li[data-uri={Quote(uri)}]");

    /// <summary>Fails when the page did anything that it must not.</summary>
    public async Task NothingRanAsync()
    {
        Assert.Null(await Page.EvaluateAsync<string?>("() => window.pwned === undefined ? null : String(window.pwned)"));
        Assert.Empty(_faults);
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
