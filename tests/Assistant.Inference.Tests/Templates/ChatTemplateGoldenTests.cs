using System.Text.Json;
using Assistant.Inference.Templates;

namespace Assistant.Inference.Tests.Templates;

public sealed class ChatTemplateGoldenTests
{
    private static readonly FixedClock Clock = new();

    public static TheoryData<string> Templates() => [.. Directory.EnumerateFiles(TemplateFiles.Folder("Published"), "*.jinja").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_published_style_renders_as_Jinja_renders_it(string name)
    {
        var goldens = TemplateFiles.Golden("templates.json");
        var template = ChatTemplate.Parse(TemplateFiles.Published(name), Clock);
        var renderings = goldens.GetProperty("renderings").EnumerateArray().Where(golden => golden.GetProperty("template").GetString() == name).ToList();

        Assert.NotEmpty(renderings);
        foreach (var golden in renderings)
        {
            var messages = (List<object?>)TemplateJson.Read(goldens.GetProperty("conversations").GetProperty(golden.GetProperty("conversation").GetString()!))!;
            var tools = golden.GetProperty("tools").GetBoolean() ? (List<object?>)TemplateJson.Read(goldens.GetProperty("tools"))! : null;
            Compare(golden, () => template.RenderValues(messages, tools, golden.GetProperty("generate").GetBoolean(), "<s>", "</s>", null), $"{golden.GetProperty("conversation")} tools={golden.GetProperty("tools")} generate={golden.GetProperty("generate")}");
        }
    }

    [Fact]
    public void Expressions_filters_tests_and_white_space_are_Jinjas()
    {
        foreach (var golden in TemplateFiles.Golden("snippets.json").EnumerateArray())
        {
            var source = golden.GetProperty("source").GetString()!;
            Compare(golden, () => ChatTemplate.Parse(source, Clock).RenderValues([], null, false, null, null, null), source);
        }
    }

    private static void Compare(JsonElement golden, Func<string> render, string what)
    {
        if (golden.TryGetProperty("text", out var text))
        {
            var rendered = "";
            try
            {
                rendered = render();
            }
            catch (ChatTemplateException e)
            {
                Assert.Fail($"{what}: {e.Message}");
            }

            Assert.True(text.GetString() == rendered, $"{what}\nwanted: {JsonSerializer.Serialize(text.GetString())}\n   got: {JsonSerializer.Serialize(rendered)}");
        }
        else
        {
            var error = Record.Exception(render);
            Assert.True(error is ChatTemplateException, $"{what}: wanted {golden.GetProperty("error")}, got {error?.GetType().Name ?? "text"}");
            Assert.Equal(golden.GetProperty("error").GetString() == "TemplateError", ((ChatTemplateException)error!).IsRefusal);
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2025, 3, 4, 5, 6, 7, TimeSpan.Zero);
    }
}
