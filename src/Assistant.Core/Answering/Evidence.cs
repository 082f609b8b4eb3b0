using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>A stretch of a passage that could answer a question.</summary>
/// <param name="Hit">The passage.</param>
/// <param name="Start">First character in the passage's text.</param>
/// <param name="End">After the last character.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Support">Share of the question that it covers, 0 to 1: the words themselves, its headings and its neighbours.</param>
/// <param name="Score">Support, raised or lowered by signs of an answer; for ranking.</param>
/// <param name="Covers">Which terms of the question it holds itself.</param>
/// <param name="Terms">Its terms, without stop words.</param>
internal sealed record Evidence(SearchHit Hit, int Start, int End, TextUnitKind Kind, double Support, double Score, IReadOnlyList<bool> Covers, IReadOnlySet<string> Terms)
{
    /// <summary>The words, verbatim.</summary>
    public string Quote => Hit.Passage.Text[Start..End];

    /// <summary>Where they stand in the parsed text.</summary>
    public TextSpan Span => new(Hit.Passage.Chunk.Start + Start, Hit.Passage.Chunk.Start + End);
}
