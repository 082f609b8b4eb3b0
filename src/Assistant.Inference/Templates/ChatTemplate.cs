using Microsoft.Extensions.AI;

namespace Assistant.Inference.Templates;

/// <summary>
/// A chat template as GGUF files and tokenizer configurations carry it: a Jinja program that turns messages and tools into the text that
/// the model was trained on. Whatever the template lacks (system messages, tools, results of tools, several calls at once) is put into
/// words that it has. Safe from many threads.
/// </summary>
/// <remarks>A template is a stranger's program: its size, nesting, steps and output are limited, and it reaches nothing but its variables and the date.</remarks>
public sealed class ChatTemplate
{
    private const int MostCharacters = 1 << 20;
    private readonly Statement program;
    private readonly TimeProvider clock;
    private readonly TemplateAbilities abilities;

    private ChatTemplate(string source, Statement program, TimeProvider clock)
    {
        Source = source;
        this.program = program;
        this.clock = clock;
        abilities = TemplateAbilities.Of(this);
    }

    /// <summary>The template as it was given.</summary>
    public string Source { get; }

    /// <summary>Whether the template itself puts tools into the prompt; otherwise they are described in the system message.</summary>
    public bool HasTools => abilities.Tools;

    /// <summary>Reads a template.</summary>
    /// <param name="jinja">The template's text, at most a million characters.</param>
    /// <param name="clock">For <c>strftime_now</c>; the system's when null.</param>
    /// <exception cref="ChatTemplateException">It is malformed, or uses what is not supported; the message names the line.</exception>
    public static ChatTemplate Parse(string jinja, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(jinja);
        if (jinja.Length > MostCharacters) throw new ChatTemplateException($"The chat template has {jinja.Length} characters; at most {MostCharacters} are read.");
        return new ChatTemplate(jinja, StatementParser.Parse(jinja), clock ?? TimeProvider.System);
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">Texts, calls of tools and their results. Pictures are refused: the template of a text model has no words for them.</param>
    /// <param name="tools">Functions that the model may call; their declarations are enough.</param>
    /// <param name="addGenerationPrompt">Ends with the beginning of the assistant's next message.</param>
    /// <param name="bosToken">Text of the token that begins a sequence.</param>
    /// <param name="eosToken">Text of the token that ends one.</param>
    /// <param name="variables">More variables of the template, such as <c>enable_thinking</c>: texts, numbers, booleans or null.</param>
    /// <exception cref="ChatTemplateException">The template fails, refuses the conversation (<see cref="ChatTemplateException.IsRefusal"/>), or takes too long.</exception>
    /// <exception cref="NotSupportedException">A message holds what is no text, call or result.</exception>
    public string Render(
        IEnumerable<ChatMessage> messages, IEnumerable<AITool>? tools, bool addGenerationPrompt, string? bosToken, string? eosToken, IReadOnlyDictionary<string, object?>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var conversation = TemplateConversation.Build(messages, tools ?? [], abilities);
        return RenderValues(conversation.Messages, conversation.Tools, addGenerationPrompt, bosToken, eosToken, variables);
    }

    /// <summary>Renders values as they are.</summary>
    internal string RenderValues(List<object?> messages, List<object?>? tools, bool addGenerationPrompt, string? bosToken, string? eosToken, IReadOnlyDictionary<string, object?>? variables)
    {
        var state = new RenderState(clock);
        TemplateGlobals.AddTo(state.Scope);
        foreach (var (name, value) in variables ?? new Dictionary<string, object?>()) state.Scope[name] = value is int whole ? (long)whole : value;
        state.Scope["messages"] = messages;
        state.Scope["tools"] = tools;
        state.Scope["add_generation_prompt"] = addGenerationPrompt;
        state.Scope["bos_token"] = bosToken ?? "";
        state.Scope["eos_token"] = eosToken ?? "";
        state.Scope = new TemplateScope(state.Scope);
        program(state);
        return state.Output.ToString();
    }
}
