namespace Assistant.Inference.Templates;

/// <summary>How a model writes calls of tools.</summary>
internal enum ToolCallStyle
{
    /// <summary><c>{"tool_calls": [{"name": …, "arguments": {…}}]}</c>: what a model is told where its template has no words for tools.</summary>
    Json,

    /// <summary><c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c> (Hermes, Qwen).</summary>
    Hermes,

    /// <summary><c>{"name": …, "parameters": {…}}</c>, one a message (Llama 3.1).</summary>
    Llama,

    /// <summary><c>[TOOL_CALLS] [{"name": …, "arguments": {…}}]</c> (Mistral).</summary>
    Mistral,

    /// <summary><c>[TOOL_CALLS]name[ARGS]{…}</c> (later Mistral).</summary>
    MistralArguments,

    /// <summary>Marks of its own around a name and a JSON block (DeepSeek).</summary>
    DeepSeek,
}
