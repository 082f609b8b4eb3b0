using System.Text;
using System.Text.Json;

namespace Assistant.Core.Agent;

/// <summary>
/// Reads a step as it is written: the thought as soon as it is whole, the answer's text piece by piece, the whole once it ends.
/// What stands before the object (a fence, a greeting) and after it is passed over. Not thread-safe.
/// </summary>
internal sealed class ActionReader
{
    private readonly StringBuilder written = new();
    private readonly StringBuilder token = new();
    private readonly List<int> answerAt = [];
    private State state = State.Before;
    private string key = "";
    private int depth;
    private bool inString;
    private bool escaped;
    private int unicode;
    private int code;

    private enum State
    {
        Before,
        Key,
        Colon,
        Value,
        Text,
        Raw,
        After,
    }

    /// <summary>Everything that was written.</summary>
    public string Written => written.ToString();

    /// <summary>The object itself, as far as it came; what the next prompt repeats.</summary>
    public string Json { get; private set; } = "";

    /// <summary>The thought; null until it is whole.</summary>
    public string? Thought { get; private set; }

    /// <summary>The answer's text so far; null when none has begun.</summary>
    public StringBuilder? Answer { get; private set; }

    /// <summary>Where in <see cref="Written"/> a stretch of the answer's text stands, escapes included.</summary>
    /// <param name="start">First character in the answer's text.</param>
    /// <param name="end">After the last one; greater than <paramref name="start"/>.</param>
    public (int Start, int End) Place(int start, int end) => (answerAt[start], answerAt[end - 1] + 1);

    /// <summary>Whether the object is closed.</summary>
    public bool IsWhole => state == State.After;

    /// <summary>Takes the next piece.</summary>
    /// <returns>What it adds to the answer's text; empty for none.</returns>
    public string Add(string piece)
    {
        var before = Answer?.Length ?? 0;
        foreach (var character in piece)
        {
            written.Append(character);
            if (state == State.After)
                continue;
            if (state != State.Before || character == '{')
                Read(character);
            while (answerAt.Count < Answer?.Length)
                answerAt.Add(written.Length - 1);
        }

        return Answer is null ? "" : Answer.ToString(before, Answer.Length - before);
    }

    /// <summary>The step, once it has ended.</summary>
    /// <param name="problem">What is wrong with it, in words for the model; empty when nothing is.</param>
    /// <param name="thoughtAlone">Whether a thought without calls or answer is a step.</param>
    /// <returns>Null when something is wrong.</returns>
    public AgentAction? Finish(out string problem, bool thoughtAlone = false)
    {
        var text = written.ToString();
        var start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
        {
            problem = "There is no JSON object.";
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]), new JsonReaderOptions { AllowMultipleValues = true });
            using var document = JsonDocument.ParseValue(ref reader);
            Json = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text[start..]).AsSpan(0, (int)reader.BytesConsumed));
            return Interpret(document.RootElement, thoughtAlone, out problem);
        }
        catch (JsonException failure)
        {
            Json = text[start..];
            problem = $"The JSON is not valid: {failure.Message.Split(". LineNumber", StringSplitOptions.None)[0]}.";
            return null;
        }
        catch (InvalidOperationException)
        {
            // Strings are decoded when they are asked for; an escape was half a character.
            problem = "A text is not valid Unicode.";
            return null;
        }
    }

    private static AgentAction? Interpret(JsonElement root, bool thoughtAlone, out string problem)
    {
        problem = "";
        var thought = root.TryGetProperty("thought", out var why) && why.ValueKind == JsonValueKind.String ? why.GetString()! : "";
        if (root.TryGetProperty("calls", out var calls) && calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() > 0)
        {
            var list = new List<AgentCall>();
            foreach (var call in calls.EnumerateArray())
            {
                if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("tool", out var tool) || tool.ValueKind != JsonValueKind.String)
                {
                    problem = """A call is {"tool":"name","arguments":{}}.""";
                    return null;
                }

                var arguments = call.TryGetProperty("arguments", out var given) && given.ValueKind == JsonValueKind.Object ? given.Clone() : JsonSerializer.SerializeToElement(new { });
                list.Add(new AgentCall(tool.GetString()!, arguments));
            }

            return new AgentAction(thought, list, null);
        }

        if (root.TryGetProperty("answer", out var answer) && answer.ValueKind == JsonValueKind.String)
            return new AgentAction(thought, [], answer.GetString());
        if (thoughtAlone && !string.IsNullOrWhiteSpace(thought))
            return new AgentAction(thought, [], null);
        problem = """The object has neither "calls" nor "answer".""";
        return null;
    }

    private void Read(char character)
    {
        switch (state)
        {
            case State.Before:
                state = State.Key;
                break;
            case State.Key when inString:
                if (Decode(character, token))
                    (key, state) = (token.ToString(), State.Colon);
                break;
            case State.Key when character == '"':
                Open();
                break;
            case State.Key when character == '}':
                state = State.After;
                break;
            case State.Colon when character == ':':
                state = State.Value;
                break;
            case State.Value when character == '"':
                Open();
                if (key == "answer")
                    Answer ??= new StringBuilder();
                state = State.Text;
                break;
            case State.Value when !char.IsWhiteSpace(character):
                (state, depth) = (State.Raw, 0);
                Skip(character);
                break;
            case State.Text:
                if (!Decode(character, key == "answer" ? Answer! : token))
                    break;
                if (key == "thought")
                    Thought = token.ToString();
                state = State.Key;
                break;
            case State.Raw:
                Skip(character);
                break;
        }
    }

    private void Open()
    {
        (inString, escaped, unicode) = (true, false, 0);
        token.Clear();
    }

    /// <summary>Decodes a character of a string; true at its end.</summary>
    private bool Decode(char character, StringBuilder into)
    {
        if (unicode > 0)
        {
            code = (code << 4) | (char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : 0);
            if (--unicode == 0)
                into.Append((char)code);
        }
        else if (escaped)
        {
            escaped = false;
            if (character == 'u')
                (unicode, code) = (4, 0);
            else
                into.Append(character switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => character });
        }
        else if (character == '\\')
        {
            escaped = true;
        }
        else if (character == '"')
        {
            inString = false;
            return true;
        }
        else
        {
            into.Append(character);
        }

        return false;
    }

    /// <summary>Passes over a value that is no string, up to the comma or brace after it.</summary>
    private void Skip(char character)
    {
        if (inString)
        {
            if (escaped)
                escaped = false;
            else if (character == '\\')
                escaped = true;
            else if (character == '"')
                inString = false;
            return;
        }

        switch (character)
        {
            case '"':
                (inString, escaped) = (true, false);
                break;
            case '[' or '{':
                depth++;
                break;
            case ']' or '}' when depth > 0:
                depth--;
                break;
            case ',' when depth == 0:
                state = State.Key;
                break;
            case '}':
                state = State.After;
                break;
        }
    }
}
