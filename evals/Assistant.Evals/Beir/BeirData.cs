namespace Assistant.Evals.Beir;

/// <summary>A test collection in BEIR layout.</summary>
/// <param name="Name">Name of its folder or archive.</param>
/// <param name="DataHash">SHA-256 over corpus, queries and judgements, so that a number names its data.</param>
/// <param name="Documents">The corpus.</param>
/// <param name="Queries">Queries that have at least one relevant document, in file order.</param>
public sealed record BeirData(string Name, string DataHash, IReadOnlyList<BeirDocument> Documents, IReadOnlyList<BeirQuery> Queries);

/// <summary>A document.</summary>
/// <param name="Id">Its id in the judgements.</param>
/// <param name="Title">Title; may be empty.</param>
/// <param name="Text">Text.</param>
public sealed record BeirDocument(string Id, string Title, string Text);

/// <summary>A query with its judgements.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its words.</param>
/// <param name="Relevant">Grade of each relevant document, 1 and up.</param>
public sealed record BeirQuery(string Id, string Text, IReadOnlyDictionary<string, int> Relevant);
