using System.Text.Json;

namespace Assistant.Inference.Tests.Parity;

/// <summary>The tiny models, the pictures and what the references made of them; see README.md.</summary>
internal static class ParityFiles
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Parity");

    public static string Model(string name) => Path.Combine(Root, "Models", name);

    public static string Picture(string name) => Path.Combine(Root, "Pictures", name);

    public static JsonElement[] Golden(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "Goldens", name)));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public static int[] Ints(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetInt32())];

    public static float[] Floats(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetSingle())];
}
