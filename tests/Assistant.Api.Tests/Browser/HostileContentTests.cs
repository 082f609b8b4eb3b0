using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>Documents of strangers, in the browser of somebody with an API key: nothing of them may run, nothing may be loaded from elsewhere.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileContentTests(BrowserFixture fixture)
{
    private const string Attack = """<script>window.pwned=1</script><img src="http://attacker.invalid/x.png" onerror="window.pwned=2"><svg onload="window.pwned=3"></svg><a href="javascript:window.pwned=4">click</a>""";

    private static readonly (string Name, string Type, string Text)[] Files =
    [
        ("<img src=x onerror=alert(1)>.md", "text/markdown", $"# Zeppelin <b onmouseover=alert(1)>mooring</b> {Attack}\n\nThe zeppelin mooring mast is 77 metres tall {Attack} [click](javascript:alert(2)) ![x](http://attacker.invalid/y.png).\n"),
        ("zeppelin.html", "text/html", $"<html><head><title>{Attack}</title><base href=\"http://attacker.invalid/\"></head><body><p>The zeppelin captain is called Orvil &lt;script&gt;window.pwned=5&lt;/script&gt; Kant.</p>{Attack}<iframe src=\"javascript:window.pwned=6\"></iframe></body></html>"),
        ("zeppelin.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"300\" height=\"80\"><title>Zeppelin hangar</title><script>window.pwned=7;alert(3)</script><image xlink:href=\"http://attacker.invalid/z.png\" width=\"9\" height=\"9\"/><text x=\"10\" y=\"50\" font-size=\"30\" onclick=\"alert(4)\">ZEPPELIN HANGAR</text></svg>"),
        ("zeppelin.json", "application/json", """{"title":"<img src=x onerror=alert(5)>","note":"The zeppelin crew has 23 members </script><script>alert(6)</script>"}"""),
        ("'\"onmouseover='alert(7)'.txt", "text/plain", $"The zeppelin breakfast is served at 06:15. {Attack}"),
    ];

    [RequiresChromiumFact]
    public async Task Hostile_names_documents_and_pictures_run_nothing_and_load_nothing()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("into the collection").FillAsync("<svg onload=alert(8)>");
        await page.Page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "any.txt", MimeType = "text/plain", Buffer = "x"u8.ToArray() });
        await Expect(page.Page.Locator("#upload-note, #uploads li")).Not.ToHaveCountAsync(0);

        await page.Page.GetByLabel("into the collection").FillAsync("hostile");
        await page.Page.Locator("#files").SetInputFilesAsync(Files.Select(file => new FilePayload { Name = file.Name, MimeType = file.Type, Buffer = Encoding.UTF8.GetBytes(file.Text) }));
        await Expect(page.Page.Locator("#uploads li")).Not.ToHaveCountAsync(0);

        // The page sends them one after the other.
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); (await fixture.Service.ListAsync("&collection=hostile")).Items.Count < Files.Length && waited.Elapsed < TimeSpan.FromMinutes(1);)
            await Task.Delay(100);
        await fixture.Service.SettledAsync();
        var documents = (await fixture.Service.ListAsync("&collection=hostile")).Items;
        Assert.Equal(Files.Length, documents.Count);
        foreach (var document in documents)
            await Expect(page.Row(document.Uri)).ToHaveAttributeAsync("data-state", document.State);

        await page.Page.Locator("#library-collection").SelectOptionAsync("hostile");
        foreach (var document in documents.Where(document => document.LiveVersion is not null))
        {
            await page.Row(document.Uri).GetByRole(AriaRole.Button).First.ClickAsync();
            await Expect(page.Page.Locator("#source-body")).Not.ToHaveTextAsync("Opening…");
            await page.Page.Locator("#source").HoverAsync();
        }

        await page.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "New chat" }).ClickAsync();
        await page.Page.GetByLabel("Collection to ask").SelectOptionAsync("hostile");
        foreach (var question in (string[])["How tall is the zeppelin mooring mast?", "What is the zeppelin captain called?", "When is the zeppelin breakfast served? <img src=x onerror=alert(9)>"])
        {
            await page.AskAsync(question);
            foreach (var cite in await page.LastTurn.Locator(".cite, .card").AllAsync())
            {
                await cite.ClickAsync();
                await Expect(page.Page.Locator("#source-body")).Not.ToHaveTextAsync("Opening…");
            }
        }

        // Only what the page itself made may be in it.
        Assert.Equal(0, await page.Page.Locator("#thread script, #thread svg, #thread iframe, #source script, #source svg, #source iframe, [onerror], [onload], [onmouseover], [onclick], a[href^='javascript:']").CountAsync());
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task Bytes_of_a_document_opened_by_their_address_run_nothing()
    {
        await fixture.Service.IngestAsync("hostile-raw", Files.Select(file => ("raw-" + file.Name.Replace('"', '_'), Encoding.UTF8.GetBytes(file.Text))));
        await using var page = await fixture.OpenAsync();
        foreach (var document in (await fixture.Service.ListAsync("&collection=hostile-raw")).Items)
        {
            var response = await page.Page.Context.APIRequest.GetAsync(new Uri(fixture.Service.Address, $"/api/content/{document.Id}/raw").ToString());
            Assert.Equal(200, response.Status);
            Assert.StartsWith("attachment", response.Headers["content-disposition"], StringComparison.Ordinal);
            Assert.Contains("sandbox", response.Headers["content-security-policy"], StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers["x-content-type-options"]);
        }
    }

    [RequiresChromiumFact]
    public async Task The_page_cannot_be_framed_or_run_inline_scripts()
    {
        await using var page = await fixture.OpenAsync();
        var headers = (await page.Page.Context.APIRequest.GetAsync(fixture.Service.Address.ToString())).Headers;
        var policy = headers["content-security-policy"];
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        await page.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.pwned = 1';
              document.body.append(script);
              const picture = document.createElement('img');
              picture.setAttribute('onerror', 'window.pwned = 2');
              picture.src = 'http://attacker.invalid/picture.png';
              return new Promise((done) => { picture.addEventListener('error', () => setTimeout(done)); document.body.append(picture); });
            }
            """);
        Assert.True(await page.Page.EvaluateAsync<bool>("() => window.pwned === undefined"));
    }
}
