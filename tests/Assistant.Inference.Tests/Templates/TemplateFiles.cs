using System.Text.Json;

namespace Assistant.Inference.Tests.Templates;

/// <summary>Templates in published styles and what Jinja made of them; <c>Generate/goldens.py</c> makes the goldens.</summary>
internal static class TemplateFiles
{
    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Templates", name);

    public static string Published(string name) => File.ReadAllText(Path.Combine(Folder("Published"), name + ".jinja"));

    public static JsonElement Golden(string name) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Folder("Goldens"), name)));
}
