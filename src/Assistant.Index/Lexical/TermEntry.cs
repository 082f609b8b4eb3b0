namespace Assistant.Index.Lexical;

/// <summary>Where the postings of a term are.</summary>
/// <param name="Documents">Documents of the segment that have it, deleted ones included; 0 when there is no such term.</param>
/// <param name="Postings">Offset in the postings section.</param>
/// <param name="Positions">Offset in the positions section.</param>
internal readonly record struct TermEntry(int Documents, long Postings, long Positions);
