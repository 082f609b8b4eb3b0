namespace Assistant.Inference.Encoders;

/// <summary>A text for a tower.</summary>
/// <param name="Text">The text, without a prefix.</param>
/// <param name="IsQuery">Whether it is looked for; else it is found.</param>
internal readonly record struct TextInput(string Text, bool IsQuery);
