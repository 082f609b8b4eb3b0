using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing;

/// <summary>What came of parsing: <see cref="Parsed"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record ParseOutcome
{
    private ParseOutcome()
    {
    }

    /// <summary>The content was read.</summary>
    public sealed record Parsed(ParsedDocument Document) : ParseOutcome;

    /// <summary>The content is bad for what it is; parsing it again gives the same answer.</summary>
    /// <param name="Reason">A sentence for the user, with the limit and the value found where there is one.</param>
    public sealed record Refused(string Reason) : ParseOutcome;
}
