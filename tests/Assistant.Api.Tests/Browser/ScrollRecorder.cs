using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Assistant.Api.Tests.Browser;

/// <summary>Scrolls an element of a page by its wheel, notes the time of each frame in which it moved, and traces the work of the page's main thread.</summary>
internal sealed class ScrollRecorder : IAsyncDisposable
{
    private readonly WatchedPage _page;
    private readonly string _element;
    private readonly ICDPSession _trace;
    private readonly List<Work> _tasks = [];
    private readonly TaskCompletionSource _traced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScrollRecorder(WatchedPage page, string element, ICDPSession trace) => (_page, _element, _trace) = (page, element, trace);

    /// <summary>Begins to note frames.</summary>
    public static async Task<ScrollRecorder> StartAsync(WatchedPage page, string element)
    {
        var recorder = new ScrollRecorder(page, element, await page.Page.Context.Browser!.NewBrowserCDPSessionAsync());
        await recorder.StartAsync();
        return recorder;
    }

    /// <summary>Turns the wheel over the element.</summary>
    /// <param name="pixels">How far one event goes; negative is up.</param>
    /// <param name="events">How many events.</param>
    public async Task WheelAsync(int pixels, int events)
    {
        var box = (await _page.Page.Locator(_element).BoundingBoxAsync())!;
        await _page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        for (var i = 0; i < events; i++)
            await _page.Page.Mouse.WheelAsync(0, pixels);
    }

    /// <summary>Whether nothing is left below.</summary>
    public Task<bool> AtEndAsync() => _page.Page.Locator(_element).EvaluateAsync<bool>("(e) => e.scrollHeight - e.scrollTop - e.clientHeight < 2");

    /// <summary>Frame times and the longest work between two of them, in words. On a busy machine a frame waits for the processor; its work's own time tells that from a slow page.</summary>
    public async Task<string> ReportAsync()
    {
        var frames = await _page.Page.EvaluateAsync<double[]>("() => window.frames");
        await _trace.SendAsync("Tracing.end");
        await _traced.Task.WaitAsync(TimeSpan.FromMinutes(1));
        // The thread with the most work is that of this page.
        var page = _tasks.GroupBy(task => task.Thread).MaxBy(thread => thread.Sum(task => task.Ms))!.ToList();
        var longest = page.MaxBy(task => task.Ms)!;
        Assert.NotEmpty(frames);
        Array.Sort(frames);
        return string.Create(CultureInfo.InvariantCulture, $"{frames.Length} frames, p50 {At(0.5):0.0} ms, p95 {At(0.95):0.0} ms, longest {frames[^1]:0.0} ms, {frames.Count(frame => frame > 50)} above 50 ms; the main thread's longest task {longest.Ms:0.0} ms, of most processor time {page.Max(task => task.ProcessorMs):0.0} ms, {page.Count(task => task.ProcessorMs > 50)} above 50 ms");

        double At(double share) => frames[(int)(share * (frames.Length - 1))];
    }

    public async ValueTask DisposeAsync() => await _trace.DetachAsync();

    private async Task StartAsync()
    {
        _trace.Event("Tracing.dataCollected").OnEvent += (_, data) => _tasks.AddRange(Tasks(data!.Value));
        _trace.Event("Tracing.tracingComplete").OnEvent += (_, _) => _traced.TrySetResult();
        await _trace.SendAsync("Tracing.start", new Dictionary<string, object> { ["categories"] = "disabled-by-default-devtools.timeline", ["transferMode"] = "ReportEvents" });
        await _page.Page.EvaluateAsync(
            """
            (selector) => {
              const element = document.querySelector(selector);
              const frames = window.frames = [];
              let before = performance.now(), top = element.scrollTop, moved = false;
              const frame = (now) => {
                // Another recording has begun.
                if (window.frames !== frames) return;
                // The frame that begins now shows what the one before it has done.
                if (moved) frames.push(now - before);
                moved = element.scrollTop !== top;
                top = element.scrollTop;
                before = now;
                requestAnimationFrame(frame);
              };
              requestAnimationFrame(frame);
            }
            """,
            _element);
    }

    /// <summary>Tasks of renderer threads in a piece of the trace.</summary>
    private static IEnumerable<Work> Tasks(JsonElement data) =>
        from one in data.GetProperty("value").EnumerateArray()
        where one.GetProperty("name").GetString() == "RunTask" && one.TryGetProperty("dur", out _) && one.TryGetProperty("tdur", out _)
        select new Work($"{one.GetProperty("pid")} {one.GetProperty("tid")}", one.GetProperty("dur").GetDouble() / 1_000, one.GetProperty("tdur").GetDouble() / 1_000);

    /// <summary>One task of a thread: how long it took, and how much of that it had a processor.</summary>
    private sealed record Work(string Thread, double Ms, double ProcessorMs);
}
