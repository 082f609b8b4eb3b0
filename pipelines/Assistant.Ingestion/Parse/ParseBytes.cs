using Assistant.Ingestion.Parsing;

namespace Assistant.Ingestion.Parse;

/// <summary>Bytes to a document: <see cref="ContentParser.ParseAsync"/>, or in tests one that crashes, hangs and throws to order.</summary>
internal delegate ValueTask<ParseOutcome> ParseBytes(ParseInput input, Func<ChildContent, CancellationToken, ValueTask> onChild, CancellationToken cancellationToken);
