using Assistant.Core.Content;

namespace Assistant.Core.Agent.Tools;

/// <summary>What a tool gives back: passages that can be cited, with words before and after them.</summary>
/// <param name="Passages">Passages, in order; the agent numbers them.</param>
public sealed record ToolOutput(IReadOnlyList<ShownPassage> Passages)
{
    /// <summary>Words beside the passages.</summary>
    public string Text { get; init; } = "";

    /// <summary>The picture that was looked at, encoded; it goes along to a model that takes pictures. Empty for none.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }

    /// <summary>Output of words alone.</summary>
    public static ToolOutput Of(string text) => new([]) { Text = text };
}

/// <summary>A passage and what is shown of it.</summary>
/// <param name="Passage">The passage; its text is what a citation is checked against.</param>
/// <param name="Text">What the model reads; null for a part of the passage chosen by <paramref name="Query"/> that fits.</param>
/// <param name="Query">What it was looked for with.</param>
public sealed record ShownPassage(Passage Passage, string? Text, string Query);
