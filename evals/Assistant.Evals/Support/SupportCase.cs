using Assistant.Core.Content;

namespace Assistant.Evals.Support;

/// <summary>A sentence beside a passage that says it or does not.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Passage">The passage.</param>
/// <param name="Kind">How it was made: verbatim, shortened, reordered; number, name, denial, elsewhere, other document.</param>
/// <param name="IsSupported">Whether the passage says it.</param>
internal sealed record SupportCase(string Sentence, Passage Passage, string Kind, bool IsSupported);
