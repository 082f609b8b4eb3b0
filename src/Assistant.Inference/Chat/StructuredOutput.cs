namespace Assistant.Inference.Chat;

/// <summary>How an endpoint is asked for JSON of a given shape.</summary>
public enum StructuredOutput
{
    /// <summary>By <c>response_format</c> with the JSON schema: the server writes nothing else.</summary>
    JsonSchema,

    /// <summary>By <c>response_format</c> for any JSON object; the prompt describes its shape.</summary>
    JsonObject,

    /// <summary>By the prompt alone.</summary>
    Prompt,
}
