namespace Assistant.Inference.Grammars;

/// <summary>A JSON schema cannot be turned into a grammar that admits only what the schema admits. The message names the place in the schema.</summary>
public sealed class JsonSchemaException : Exception
{
    /// <summary>Makes it for a place in a schema.</summary>
    /// <param name="path">JSON pointer from the root, such as <c>#/properties/age</c>.</param>
    /// <param name="reason">What cannot be done there.</param>
    public JsonSchemaException(string path, string reason)
        : base($"JSON schema, {path}: {reason}") => Path = path;

    /// <summary>Makes it with a reason in words.</summary>
    public JsonSchemaException(string message)
        : base(message)
    {
    }

    /// <summary>Makes it with a reason in words and what led to it.</summary>
    public JsonSchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes it without a reason.</summary>
    public JsonSchemaException()
    {
    }

    /// <summary>JSON pointer to the place in the schema.</summary>
    public string Path { get; } = "#";
}
