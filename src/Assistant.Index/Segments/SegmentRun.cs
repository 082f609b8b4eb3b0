using Assistant.Core.Content;
using Assistant.Index.Text;

namespace Assistant.Index.Segments;

/// <summary>Neighbouring documents with the same collection, kind and language.</summary>
/// <param name="Start">First document.</param>
/// <param name="End">After the last document.</param>
/// <param name="Collection">Key of the collection.</param>
/// <param name="Kind">Kind of the documents.</param>
/// <param name="Language">Language that they were stemmed in.</param>
internal readonly record struct SegmentRun(int Start, int End, int Collection, ContentKind Kind, Language Language);
