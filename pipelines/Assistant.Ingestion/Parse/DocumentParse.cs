using Assistant.Core.Content;
using Assistant.Core.Knowledge;

namespace Assistant.Ingestion.Parse;

/// <summary>What came of parsing one document.</summary>
internal abstract record DocumentParse
{
    private DocumentParse()
    {
    }

    /// <summary>Text and chunks, ready to be committed; the children are submitted already.</summary>
    /// <param name="Document">The parse.</param>
    /// <param name="Chunks">Its chunks.</param>
    /// <param name="Captions">The captions that a picture was parsed with; null for what is no picture.</param>
    public sealed record Done(ParsedDocument Document, IReadOnlyList<Chunk> Chunks, IReadOnlyList<ImageReference>? Captions) : DocumentParse
    {
        /// <summary>What it states.</summary>
        public IReadOnlyList<Triple> Triples { get; init; } = [];
    }

    /// <summary>Refused for what it is.</summary>
    public sealed record Refused(string Reason) : DocumentParse;

    /// <summary>This machine lacks what the format needs.</summary>
    public sealed record Unavailable(string Reason) : DocumentParse;

    /// <summary>Stopped by the time limit.</summary>
    public sealed record OutOfTime : DocumentParse;
}
