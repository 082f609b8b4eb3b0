using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing;

/// <summary>What came of parsing: <see cref="Parsed"/>, <see cref="Refused"/> or <see cref="Unavailable"/>, nothing else.</summary>
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

    /// <summary>This machine lacks what the format needs: once it is installed, the same content can be parsed.</summary>
    /// <param name="Reason">What is missing, with the command that installs it.</param>
    public sealed record Unavailable(string Reason) : ParseOutcome;
}
