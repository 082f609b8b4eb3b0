namespace Assistant.Core.Encoders;

/// <summary>An encoder and the model that it was loaded from.</summary>
/// <param name="Id">Names the model and its weights; vectors are keyed by it.</param>
/// <param name="Model">What configuration called it: <c>bundled</c>, <c>ORG/NAME</c> or a folder.</param>
public sealed record EncoderName(string Id, string Model);
