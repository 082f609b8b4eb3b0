using Microsoft.Extensions.FileProviders;

namespace Assistant.Api.Hosting;

/// <summary>Serves the chat page from the <c>web</c> folder beside the assembly.</summary>
internal static class ChatPage
{
    public static void UseChatPage(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web");
        if (!Directory.Exists(folder))
            return;
        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache" });
    }
}
