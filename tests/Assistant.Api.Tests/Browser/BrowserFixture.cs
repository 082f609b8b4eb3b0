using Microsoft.Playwright;

namespace Assistant.Api.Tests.Browser;

/// <summary>One browser, and one service that holds the sample collection. Nothing is started where Chromium is missing: every test is skipped then.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RunningService? _service;

    internal RunningService Service => _service ?? throw new InvalidOperationException("The service was not started.");

    internal static string Sample => Path.Combine(AppContext.BaseDirectory, "Sample", "documents");

    public async Task InitializeAsync()
    {
        if (RequiresChromiumFactAttribute.Missing is not null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RequiresChromiumFactAttribute.Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        _service = await RunningService.StartAsync(RunningService.NewDirectory());
        await _service.IngestAsync("sample", Directory.EnumerateFiles(Sample, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(Sample, file).Replace('\\', '/'), File.ReadAllBytes(file))));
    }

    /// <summary>A phone that prefers dark pages.</summary>
    internal static BrowserNewContextOptions Phone => new() { ViewportSize = new ViewportSize { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true, ColorScheme = ColorScheme.Dark };

    /// <summary>Opens the page of a service in a browser context of its own.</summary>
    internal Task<WatchedPage> OpenAsync(RunningService? service = null, string fragment = "", BrowserNewContextOptions? options = null) =>
        OpenAsync((service ?? Service).Address, fragment, options);

    /// <summary>Opens the page at an address in a browser context of its own.</summary>
    internal async Task<WatchedPage> OpenAsync(Uri address, string fragment = "", BrowserNewContextOptions? options = null)
    {
        var context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        var page = new WatchedPage(await context.NewPageAsync(), address);
        await page.Page.GotoAsync(new Uri(address, fragment).ToString());
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            Directory.Delete(_service.Directory, recursive: true);
        }

        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
