namespace Assistant.Core.Chat;

/// <summary>How much a model can see at once; a chat client that knows gives it as a service.</summary>
/// <param name="Tokens">Tokens of prompt and answer together.</param>
public sealed record ContextWindow(int Tokens);
