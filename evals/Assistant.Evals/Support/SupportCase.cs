using Assistant.Core.Content;

namespace Assistant.Evals.Support;

/// <summary>A sentence beside a passage that says it or does not; what tells nothing counts as not said.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Passage">The passage.</param>
/// <param name="Kind">How it was made: verbatim, shortened, reordered; number, name, denial, elsewhere, other document, lead-in, heading, repeats.</param>
/// <param name="IsSupported">Whether the passage says it.</param>
/// <param name="Question">What it answers; empty for any question about it.</param>
internal sealed record SupportCase(string Sentence, Passage Passage, string Kind, bool IsSupported, string Question = "");
