using System.Buffers.Binary;
using System.Text;
using Assistant.Core.Answering;
using Assistant.Core.Conversations;
using Assistant.Core.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Assistant.Api.Tests.Browser;

/// <summary>Documents of strangers, in the browser of somebody with an API key: nothing of them may run, nothing may be loaded from elsewhere.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileContentTests(BrowserFixture fixture)
{
    private const string Attack = """<script>window.pwned=1</script><img src="http://attacker.invalid/x.png" onerror="window.pwned=2"><svg onload="window.pwned=3"></svg><a href="javascript:window.pwned=4">click</a>""";

    /// <summary>What none of the page's own parts is.</summary>
    private const string Foreign = "body script, svg:not(.svg), iframe, object, embed, base, [onerror], [onload], [onmouseover], [onclick], a[href^='javascript:']";

    private const string Backwards = "report-\u202Etxt.exe";

    private static readonly string HostileAnswer = """
        Words ATTACK

        <script>window.pwned=11</script>

        ![send](http://attacker.invalid/secret.png) [click](javascript:window.pwned=12) [data](data:text/html,<script>window.pwned=13</script>) [good](https://example.org/)

        photo\u202Egpj\u202E.exe

        | a | b |
        |---|---|
        | <img src=x onerror=window.pwned=14> | `<svg onload=window.pwned=15>` |

        ```html
        <script>window.pwned=16</script>
        ```

        $$\href{javascript:window.pwned=17}{x} \includegraphics{http://attacker.invalid/z.png}$$
        """.Replace("\\u202E", "\u202E", StringComparison.Ordinal).Replace("ATTACK", Attack, StringComparison.Ordinal);

    private static readonly (string Name, string Type, string Text)[] Files =
    [
        (Backwards, "text/plain", "The zeppelin manifest lists three crates."),
        ("<img src=x onerror=alert(1)>.md", "text/markdown", $"# Zeppelin <b onmouseover=alert(1)>mooring</b> {Attack}\n\nThe zeppelin mooring mast is 77 metres tall {Attack} [click](javascript:alert(2)) ![x](http://attacker.invalid/y.png).\n"),
        ("zeppelin.html", "text/html", $"<html><head><title>{Attack}</title><base href=\"http://attacker.invalid/\"></head><body><p>The zeppelin captain is called Orvil &lt;script&gt;window.pwned=5&lt;/script&gt; Kant.</p>{Attack}<iframe src=\"javascript:window.pwned=6\"></iframe></body></html>"),
        ("zeppelin.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"300\" height=\"80\"><title>Zeppelin hangar</title><script>window.pwned=7;alert(3)</script><image xlink:href=\"http://attacker.invalid/z.png\" width=\"9\" height=\"9\"/><text x=\"10\" y=\"50\" font-size=\"30\" onclick=\"alert(4)\">ZEPPELIN HANGAR</text></svg>"),
        ("zeppelin.json", "application/json", """{"title":"<img src=x onerror=alert(5)>","note":"The zeppelin crew has 23 members </script><script>alert(6)</script>"}"""),
        ("turned.md", "text/markdown", "# Zeppelin tariff \u202Efdp.exe\n\nThe zeppelin tariff is \u202E001\u202C crowns \u2067for the crossing\u2069.\n"),
        ("'\"onmouseover='alert(7)'.txt", "text/plain", $"The zeppelin breakfast is served at 06:15. {Attack}"),
    ];

    [RequiresChromiumFact]
    public async Task Hostile_names_documents_and_pictures_run_nothing_and_load_nothing()
    {
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("into the collection").FillAsync("<svg onload=alert(8)>");
        await page.Page.GetByLabel("Choose files").SetInputFilesAsync(new FilePayload { Name = "any.txt", MimeType = "text/plain", Buffer = "x"u8.ToArray() });
        await Expect(page.Page.Locator(".upload-note")).Not.ToBeEmptyAsync();

        await page.Page.GetByLabel("into the collection").FillAsync("hostile");
        await page.Page.GetByLabel("Choose files").SetInputFilesAsync(Files.Select(file => new FilePayload { Name = file.Name, MimeType = file.Type, Buffer = Encoding.UTF8.GetBytes(file.Text) }));
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); (await fixture.Service.ListAsync("&collection=hostile")).Items.Count < Files.Length && waited.Elapsed < TimeSpan.FromMinutes(3);)
            await Task.Delay(100);
        await fixture.Service.SettledAsync();
        var documents = (await fixture.Service.ListAsync("&collection=hostile")).Items;
        Assert.Equal(Files.Length, documents.Count);
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new(@"^hostile \d") }).ClickAsync();
        foreach (var document in documents)
            await Expect(page.Row(document.Uri)).ToHaveAttributeAsync("data-state", document.State);

        // A name that turns the direction of writing is shown with a mark in its place.
        await Expect(page.Row(Backwards)).ToContainTextAsync("report-\u2426txt.exe");
        foreach (var document in documents.Where(document => document.LiveVersion is not null))
        {
            await page.Row(document.Uri).GetByRole(AriaRole.Button).First.ClickAsync();
            foreach (var tab in (string[])["Chunks", "Details", "Text"])
                await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { NameRegex = new("^" + tab) }).ClickAsync();
            await Expect(page.Page.Locator(".source-body")).Not.ToHaveTextAsync("Opening…");
        }

        // Words that would be read backwards are shown as they stand, with marks in the place of what turns them.
        await Expect(page.Row("turned.md")).ToContainTextAsync("Zeppelin tariff \u2426fdp.exe");
        await page.Row("turned.md").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(page.Page.Locator(".source-body")).ToContainTextAsync("\u2426001\u2426 crowns \u2426for the crossing\u2426");
        await page.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { NameRegex = new("^Chunks") }).ClickAsync();
        await Expect(page.Page.Locator(".source-body")).ToContainTextAsync("\u2426001\u2426 crowns");

        await page.GoToAsync("Search");
        await page.Page.GetByLabel("Words to search for").FillAsync("zeppelin <img src=x onerror=alert(10)>");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".hits li").First).ToBeVisibleAsync();

        await page.GoToAsync("New chat");
        await page.Page.GetByLabel("Collection to ask").SelectOptionAsync("hostile");
        foreach (var question in (string[])["How tall is the zeppelin mooring mast?", "What is the zeppelin captain called?", "When is the zeppelin breakfast served? <img src=x onerror=alert(9)>"])
        {
            await page.AskAsync(question);
            foreach (var card in await page.LastTurn.Locator(".card").AllAsync())
            {
                await card.ClickAsync();
                await Expect(page.Page.Locator(".source-body")).Not.ToHaveTextAsync("Opening…");
            }
        }

        Assert.Equal(0, await page.Page.Locator(Foreign).CountAsync());
        await page.NothingRanAsync();
    }

    [RequiresChromiumFact]
    public async Task A_hostile_answer_of_a_model_runs_nothing_and_loads_nothing()
    {
        var directory = RunningService.NewDirectory();
        await using (var service = await RunningService.StartAsync(directory, configure: services => services.AddSingleton<IAnswerer>(new HostileAnswerer(HostileAnswer)), settings: RunningService.WithoutEncoders))
        {
            await using var page = await fixture.OpenAsync(service);
            await page.AskAsync("<b>What</b> is there?");
            await page.LastTurn.Locator(".trace summary").First.ClickAsync();
            var answer = page.LastTurn.Locator(".markdown");
            await Expect(answer).ToContainTextAsync("<script>window.pwned=11</script>");
            await Expect(answer).ToContainTextAsync("http://attacker.invalid/secret.png");
            await Expect(answer).ToContainTextAsync("gpj\u2426.exe");
            Assert.Equal(0, await answer.Locator("img, a[href^='javascript'], a[href^='data']").CountAsync());
            Assert.Equal(["https://example.org/"], await answer.Locator("a").EvaluateAllAsync<string[]>("links => links.map((link) => link.href)"));
            Assert.Equal(0, await page.Page.Locator(Foreign).CountAsync());

            // The same words as the name of a conversation, as a memory, and behind a link for others.
            var conversation = Guid.Parse(page.Page.Url[(page.Page.Url.LastIndexOf('/') + 1)..]);
            var conversations = service.Services.GetRequiredService<IConversationStore>();
            Assert.True(await conversations.RenameAsync("local", conversation, $"\u202Eeman {Attack}"));
            await service.Services.GetRequiredService<IFactStore>().AddAsync(new Fact { User = "local", Text = HostileAnswer, Collection = Attack, Created = DateTimeOffset.UtcNow, Used = DateTimeOffset.UtcNow }, []);
            await page.GoToAsync("Memory");
            await Expect(page.Page.Locator(".facts .fact")).ToContainTextAsync("gpj\u2426.exe");
            await page.Page.ReloadAsync();
            await Expect(page.Page.Locator(".conversations .entry").First).ToContainTextAsync("\u2426eman <script>");
            Assert.Equal(0, await page.Page.Locator(Foreign).CountAsync());
            await page.Page.GotoAsync(new Uri(service.Address, $"#/s/{await conversations.ShareAsync("local", conversation)}").ToString());
            await Expect(page.Page.Locator(".shared-page .markdown")).ToContainTextAsync("<script>window.pwned=11</script>");
            Assert.Equal(0, await page.Page.Locator(Foreign).CountAsync());
            await page.NothingRanAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    [RequiresPicturesFact]
    public async Task A_picture_with_a_hostile_name_and_comment_runs_nothing()
    {
        const string name = "zeppelin \u202Egpj.exe <img src=x onerror=window.pwned=21>.jpg";
        await using var page = await fixture.OpenAsync(fragment: "#/library");
        await page.Page.GetByLabel("into the collection").FillAsync("hostile-picture");
        await page.Page.GetByLabel("Choose files").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/jpeg", Buffer = WithComment(await File.ReadAllBytesAsync(Path.Combine(BrowserFixture.Sample, "pictures", "kitchen-note.jpg")), Attack) });
        await Expect(page.Row(name)).ToHaveAttributeAsync("data-state", "Indexed");
        await Expect(page.Row(name)).ToContainTextAsync("zeppelin \u2426gpj.exe <img");
        await page.Row(name).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(page.Page.Locator(".source-body img")).ToBeVisibleAsync();
        await page.GoToAsync("Search");
        await page.Page.GetByLabel("Collection").SelectOptionAsync("hostile-picture");
        await page.Page.GetByLabel("Words to search for").FillAsync("yeast");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator(".picture-card").First).ToContainTextAsync("zeppelin \u2426gpj.exe <img");
        Assert.Equal(0, await page.Page.Locator(Foreign).CountAsync());
        await page.NothingRanAsync();
    }

    /// <summary>A JPEG with a comment (COM) at its beginning.</summary>
    private static byte[] WithComment(byte[] jpeg, string comment)
    {
        var words = Encoding.Latin1.GetBytes(comment);
        var length = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(length, (short)(words.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xFE, .. length, .. words, .. jpeg[2..]];
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
