using Assistant.Core.Answering;
using Assistant.Core.Chat;
using Assistant.Inference.Grammars;
using Assistant.Inference.Templates;
using Microsoft.Extensions.AI;

namespace Assistant.Inference.Llm;

/// <summary>The grammar that a request's output must follow: its own, its response format, or calls of the tools that it requires.</summary>
internal static class OutputGrammar
{
    /// <summary>GBNF text; null when the output is free.</summary>
    /// <exception cref="ChatModelException">The request asks for what cannot be, or a schema cannot be put into a grammar.</exception>
    internal static string? Of(ChatOptions? options, GenerationOptions? generation, IReadOnlyList<AIFunctionDeclaration> tools, ToolCallFormat calls)
    {
        if (generation?.Grammar is { Length: > 0 } grammar) return grammar;
        var parallel = options?.AllowMultipleToolCalls ?? true;
        try
        {
            if (options?.ToolMode is RequiredChatToolMode required) return calls.Grammar(Allowed(required, tools), parallel && required.RequiredFunctionName is null);
            if (options?.ResponseFormat is not ChatResponseFormatJson json) return null;
            if (json.Schema is not { } schema) return JsonSchemaGrammar.AnyObject();
            // An answer in that format, unless the model would rather call a tool.
            return tools.Count == 0 ? JsonSchemaGrammar.Convert(schema) : calls.Grammar(tools, parallel, schema);
        }
        catch (JsonSchemaException failure)
        {
            throw new ChatModelException($"The output cannot be made to follow what is asked. {failure.Message}", failure);
        }
    }

    private static IReadOnlyList<AIFunctionDeclaration> Allowed(RequiredChatToolMode mode, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        if (mode.RequiredFunctionName is not { } name) return tools.Count > 0 ? tools : throw new ChatModelException("A tool call is required but there are no tools.");
        return tools.FirstOrDefault(tool => tool.Name == name) is { } named ? [named] : throw new ChatModelException($"The function '{name}' is required but not among the tools.");
    }
}
