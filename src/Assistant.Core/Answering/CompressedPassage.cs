using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Answering;

/// <summary>A passage with the sentences that are kept of it.</summary>
/// <param name="Passage">The passage, whole: what citations are checked against.</param>
/// <param name="Kept">Where the kept sentences stand in the parsed text, ascending and not overlapping.</param>
/// <param name="Text">The kept sentences as a model reads them, the gaps marked.</param>
public sealed record CompressedPassage(Passage Passage, IReadOnlyList<TextSpan> Kept, string Text);
