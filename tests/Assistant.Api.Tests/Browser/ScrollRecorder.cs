using System.Globalization;

namespace Assistant.Api.Tests.Browser;

/// <summary>Scrolls an element of a page by its wheel and notes the time of each frame in which it moved.</summary>
internal sealed class ScrollRecorder(WatchedPage page, string element)
{
    /// <summary>Begins to note frames.</summary>
    public Task StartAsync() => page.Page.EvaluateAsync(
        """
        (selector) => {
          const element = document.querySelector(selector);
          window.frames = [];
          let before = performance.now(), top = element.scrollTop, moved = false;
          const frame = (now) => {
            // The frame that begins now shows what the one before it has done.
            if (moved) window.frames.push(now - before);
            moved = element.scrollTop !== top;
            top = element.scrollTop;
            before = now;
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }
        """,
        element);

    /// <summary>Turns the wheel over the element.</summary>
    /// <param name="pixels">How far one event goes; negative is up.</param>
    /// <param name="events">How many events.</param>
    public async Task WheelAsync(int pixels, int events)
    {
        var box = (await page.Page.Locator(element).BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        for (var i = 0; i < events; i++)
            await page.Page.Mouse.WheelAsync(0, pixels);
    }

    /// <summary>Whether nothing is left below.</summary>
    public Task<bool> AtEndAsync() => page.Page.Locator(element).EvaluateAsync<bool>("(e) => e.scrollHeight - e.scrollTop - e.clientHeight < 2");

    /// <summary>The frame times so far in words: how many, p50, p95 and longest in milliseconds, and how many are above 50.</summary>
    public async Task<string> FramesAsync()
    {
        var frames = await page.Page.EvaluateAsync<double[]>("() => window.frames");
        Assert.NotEmpty(frames);
        Array.Sort(frames);
        return string.Create(CultureInfo.InvariantCulture, $"{frames.Length} frames, p50 {At(0.5):0.0} ms, p95 {At(0.95):0.0} ms, longest {frames[^1]:0.0} ms, {frames.Count(frame => frame > 50)} above 50 ms");

        double At(double share) => frames[(int)(share * (frames.Length - 1))];
    }
}
