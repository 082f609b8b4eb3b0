using Microsoft.Extensions.FileProviders;

namespace Assistant.Api.Hosting;

/// <summary>Serves the web application from the <c>web</c> folder beside the assembly, compressed; where it was not built, a page that says what to install.</summary>
internal static class ChatPage
{
    /// <summary>Files under here are named after their content, so that a browser need never ask again.</summary>
    private const string Assets = "/assets";

    private const string NotBuilt = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Assistant</title></head>
        <body>
        <h1>The service runs, but its web application was not built</h1>
        <p>Building it needs npm. Install Node.js 20 or newer with npm (Debian, Ubuntu: <code>sudo apt-get install nodejs npm</code>), stop the service, then start it with <code>./assistant up</code>, which builds it.</p>
        <p>Everything else works meanwhile: the command line (<code>./assistant ask "…"</code>) and the HTTP interface (<a href="/openapi/v1.json">/openapi/v1.json</a>).</p>
        </body>
        </html>
        """;

    /// <summary>Compression of the application's own files; answers of the API stay as they are, streams above all.</summary>
    public static void AddChatPage(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
    });

    public static void UseChatPage(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web");
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.MapGet("/", () => Results.Content(NotBuilt, "text/html; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(folder);
        app.UseResponseCompression();
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Path.StartsWithSegments(Assets, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }
}
