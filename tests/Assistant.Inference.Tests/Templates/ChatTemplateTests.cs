using System.Diagnostics;
using System.Text.Json;
using Assistant.Inference.Templates;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly AIFunctionDeclaration Weather =
        AIFunctionFactory.CreateDeclaration("get_weather", "Weather at a place", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private static readonly ChatMessage[] WithCalls =
    [
        new(ChatRole.System, "You are terse."),
        new(ChatRole.User, "How warm is it in Zürich and Bern?"),
        new(ChatRole.Assistant,
        [
            new FunctionCallContent("call_aaaaaaaaaaaaaaaa", "get_weather", new Dictionary<string, object?> { ["city"] = "Zürich" }),
            new FunctionCallContent("call_bbbbbbbbbbbbbbbb", "get_weather", new Dictionary<string, object?> { ["city"] = "Bern" }),
        ]),
        new(ChatRole.Tool, [new FunctionResultContent("call_aaaaaaaaaaaaaaaa", "7.5 degrees"), new FunctionResultContent("call_bbbbbbbbbbbbbbbb", new { celsius = 9 })]),
        new(ChatRole.Assistant, "7.5 and 9."),
        new(ChatRole.User, "Thanks"),
    ];

    public static TheoryData<string> Templates() => ChatTemplateGoldenTests.Templates();

    private static string Render(string name, params ChatMessage[] messages) => ChatTemplate.Parse(TemplateFiles.Published(name)).Render(messages, [Weather], true, "<s>", "</s>");

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_conversation_with_tools_goes_into_every_style_whatever_its_words(string name)
    {
        var text = Render(name, WithCalls);

        foreach (var part in (string[])["You are terse.", "How warm is it", "get_weather", "Zürich", "Bern", "7.5 degrees", "celsius"]) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("How warm", StringComparison.Ordinal) < text.IndexOf("7.5 degrees", StringComparison.Ordinal));
        Assert.DoesNotContain("None", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_takes_one_call_a_message_gets_them_one_by_one()
    {
        var text = Render("llama3.1", WithCalls);
        var order = ((string[])["\"city\": \"Zürich\"", "7.5 degrees", "\"city\": \"Bern\"", "celsius"]).Select(part => text.LastIndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.Equal(order.Order(), order);
        Assert.DoesNotContain(-1, order);
    }

    [Fact]
    public void Ids_of_calls_become_what_strict_templates_take()
    {
        var text = Render("mistral", WithCalls);
        Assert.Contains("\"id\": \"call00000\"", text, StringComparison.Ordinal);
        Assert.Contains("\"call_id\": \"call00001\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_message_that_the_template_refuses_goes_before_the_question()
    {
        var text = ChatTemplate.Parse(TemplateFiles.Published("gemma")).Render([new(ChatRole.System, "You are terse."), new(ChatRole.User, "Hello?")], null, true, "<bos>", "<eos>");
        Assert.Equal("<bos><start_of_turn>user\nYou are terse.\n\nHello?<end_of_turn>\n<start_of_turn>model\n", text);
    }

    [Fact]
    public void More_variables_reach_the_template()
    {
        var template = ChatTemplate.Parse(TemplateFiles.Published("qwen3"));
        ChatMessage[] question = [new(ChatRole.User, "Hello?")];
        Assert.EndsWith("<think>\n\n</think>\n\n", template.Render(question, null, true, null, null, new Dictionary<string, object?> { ["enable_thinking"] = false }), StringComparison.Ordinal);
        Assert.EndsWith("assistant\n", template.Render(question, null, true, null, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_that_the_template_refuses_is_told_from_a_template_that_fails()
    {
        var refused = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(TemplateFiles.Published("llama2")).Render([new(ChatRole.User, "a"), new(ChatRole.User, "b")], null, true, "", ""));
        Assert.True(refused.IsRefusal);
        Assert.Contains("must alternate", refused.Message, StringComparison.Ordinal);
        var failed = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("a\nb\n{{ nothing.at_all }}").Render([new(ChatRole.User, "a")], null, true, "", ""));
        Assert.Equal((false, 3), (failed.IsRefusal, failed.Line));
    }

    [Fact]
    public void Pictures_are_refused() =>
        Assert.Throws<NotSupportedException>(() => Render("chatml", new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])));

    [Theory]
    [InlineData("a\n{% if x %}", 2, "no endif")]
    [InlineData("{% for x in y %}{% endif %}", 1, "endif")]
    [InlineData("\n\n{{ x", 3, "no end")]
    [InlineData("{{ 'x }}", 1, "closing quote")]
    [InlineData("{{ x | nosuch }}", 1, "no filter nosuch")]
    [InlineData("{{ x is nosuch }}", 1, "no test nosuch")]
    [InlineData("{% include 'x' %}", 1, "include")]
    [InlineData("{{ 1 + }}", 1, "a value is expected")]
    [InlineData("{{ (1 }}", 1, "no end")]
    [InlineData("{% set = 1 %}", 1, "a name")]
    [InlineData("{# x", 1, "comment")]
    [InlineData("{% raw %}x", 1, "raw")]
    [InlineData("{{ ? }}", 1, "?")]
    [InlineData("{{ 99999999999999999999 }}", 1, "too large")]
    public void A_malformed_template_is_refused_with_its_line(string source, int line, string words)
    {
        var refused = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source));
        Assert.Equal(line, refused.Line);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ 'abcdefgh' * 999999999999 }}")]
    [InlineData("{{ 10 ** 999999 }}")]
    [InlineData("{{ range(999999999) | length }}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s=[]) %}{% for i in range(90000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s | tojson }}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='a') %}{% for i in range(60) %}{% set ns.s = ns.s | replace('a', 'aaaaaaaa') %}{% endfor %}")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")]
    [InlineData("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}")]
    [InlineData("{{ 'x' | indent(999999999) | indent(999999999) }}{{ raise_exception('was not stopped') if false else none.x.y }}")]
    public void A_hostile_template_is_stopped(string source)
    {
        var watch = Stopwatch.StartNew();
        var template = ChatTemplate.Parse(source);
        var stopped = Assert.Throws<ChatTemplateException>(() => template.Render([new(ChatRole.User, "a")], null, true, "", ""));
        Assert.False(stopped.IsRefusal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends()
    {
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("{{ " + new string('(', 100_000) + new string(')', 100_000) + " }}"));
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("{{ " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "x }}"));
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse("{{ " + new string('-', 100_000) + "1 }}"));
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(string.Concat(Enumerable.Repeat("{% if x %}", 10_000))));
        Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(new string('x', 2_000_000)));
    }

    [Fact]
    public void Broken_templates_fail_as_templates_and_never_otherwise()
    {
        var random = new Random(3);
        var sources = ((string[])["llama3.1", "qwen3", "mistral", "deepseek", "hermes"]).Select(TemplateFiles.Published).ToArray();
        for (var i = 0; i < 400; i++)
        {
            var source = sources[i % sources.Length];
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(source.Length);
                source = random.Next(4) switch
                {
                    0 => source[..at] + source[Math.Min(source.Length, at + random.Next(1, 40))..],
                    1 => source[..at] + "{}[]()|%'\"-.~"[random.Next(13)] + source[at..],
                    2 => source[..at] + "{% endif %}" + source[at..],
                    _ => source[..at] + source[random.Next(source.Length)..],
                };
                if (source.Length == 0) source = "x";
            }

            var failure = Record.Exception(() => ChatTemplate.Parse(source).Render(WithCalls, [Weather], true, "<s>", "</s>"));
            Assert.True(failure is null or ChatTemplateException, $"{failure}\n{source}");
        }
    }
}
