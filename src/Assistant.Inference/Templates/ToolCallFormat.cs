using System.Text.Json;
using Assistant.Inference.Grammars;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Templates;

/// <summary>How a model calls tools, as its chat template tells: for reading what it wrote, and for forcing it to call.</summary>
internal sealed class ToolCallFormat
{
    private const int MostCalls = 16;

    private ToolCallFormat(ToolCallStyle style) => Style = style;

    public ToolCallStyle Style { get; }

    /// <summary>Mark that calls begin with; null where they begin with JSON.</summary>
    public string? Begin => Style switch
    {
        ToolCallStyle.Hermes => "<tool_call>",
        ToolCallStyle.Llama => "<|python_tag|>",
        ToolCallStyle.Mistral or ToolCallStyle.MistralArguments => "[TOOL_CALLS]",
        ToolCallStyle.DeepSeek => "<｜tool▁calls▁begin｜>",
        _ => null,
    };

    /// <summary>The format of a template's model.</summary>
    public static ToolCallFormat Of(ChatTemplate template)
    {
        var source = template.HasTools ? template.Source : "";
        return new(source switch
        {
            _ when Has("[TOOL_CALLS]") => Has("[ARGS]") ? ToolCallStyle.MistralArguments : ToolCallStyle.Mistral,
            _ when Has("<｜tool▁calls▁begin｜>") => ToolCallStyle.DeepSeek,
            _ when Has("<tool_call>") => ToolCallStyle.Hermes,
            _ when Has("<|python_tag|>") || (Has("ipython") && Has("parameters")) => ToolCallStyle.Llama,
            _ => ToolCallStyle.Json,
        });

        bool Has(string mark) => source.Contains(mark, StringComparison.Ordinal);
    }

    /// <summary>Reads calls out of what the model writes.</summary>
    /// <param name="tools">Functions that may be called.</param>
    public ToolCallReader Reader(IEnumerable<AIFunctionDeclaration> tools) => new(this, tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal));

    /// <summary>The grammar of a message that calls tools.</summary>
    /// <param name="tools">Functions that may be called, at least one.</param>
    /// <param name="parallel">Whether several calls may stand in one message.</param>
    /// <param name="otherwise">Schema of an answer that may stand in place of calls; null when there must be a call.</param>
    /// <exception cref="JsonSchemaException">A schema cannot become a grammar.</exception>
    public string Grammar(IReadOnlyList<AIFunctionDeclaration> tools, bool parallel, JsonElement? otherwise = null)
    {
        var grammar = new Grammar();
        var calls = Calls(GrammarNode.Choice(tools.Select(tool => Call(grammar, tool))), parallel && Style != ToolCallStyle.Llama ? MostCalls : 1);
        var root = otherwise is { } schema ? GrammarNode.Choice(calls, new ValueRules(grammar, new SchemaReader(schema)).Of([new(schema, "#")], "answer")) : calls;
        return grammar.Write(root) ?? throw new JsonSchemaException("No arguments satisfy the schemas of the tools.");
    }

    private GrammarNode Call(Grammar grammar, AIFunctionDeclaration tool)
    {
        GrammarNode arguments;
        try
        {
            arguments = new ValueRules(grammar, new SchemaReader(tool.JsonSchema)).Of([new(tool.JsonSchema, "#")], $"{tool.Name}-arguments");
        }
        catch (JsonSchemaException e)
        {
            throw new JsonSchemaException($"The parameters of the tool {tool.Name} cannot become a grammar. {e.Message}", e);
        }

        var name = StringRules.Json(tool.Name);
        var (before, after) = Style switch
        {
            ToolCallStyle.Hermes => ($"<tool_call>\n{{\"name\": {name}, \"arguments\": ", "}\n</tool_call>"),
            ToolCallStyle.Llama => ($"{{\"name\": {name}, \"parameters\": ", "}"),
            ToolCallStyle.MistralArguments => ($"[TOOL_CALLS]{tool.Name}[ARGS]", ""),
            ToolCallStyle.DeepSeek => ($"<｜tool▁call▁begin｜>function<｜tool▁sep｜>{tool.Name}\n```json\n", "\n```<｜tool▁call▁end｜>"),
            _ => ($"{{\"name\": {name}, \"arguments\": ", "}"),
        };
        return GrammarNode.Sequence(GrammarNode.Text(before), arguments, GrammarNode.Text(after));
    }

    private GrammarNode Calls(GrammarNode call, int most)
    {
        var (before, between, after) = Style switch
        {
            ToolCallStyle.Json => ("{\"tool_calls\": [", ", ", "]}"),
            ToolCallStyle.Mistral => ("[TOOL_CALLS] [", ", ", "]"),
            ToolCallStyle.DeepSeek => ("<｜tool▁calls▁begin｜>", "\n", "<｜tool▁calls▁end｜>"),
            ToolCallStyle.Hermes => ("", "\n", ""),
            _ => ("", "", ""),
        };
        var more = GrammarNode.Repeat(GrammarNode.Sequence(GrammarNode.Text(between), call), 0, most - 1);
        return GrammarNode.Sequence(GrammarNode.Text(before), call, more, GrammarNode.Text(after));
    }
}
