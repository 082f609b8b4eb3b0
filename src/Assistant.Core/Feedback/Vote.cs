using Assistant.Core.Content;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Feedback;

/// <summary>What a user thinks of a document for a query: one for each of them, the newest judgement.</summary>
public sealed record Vote
{
    /// <summary>Who: the API key's id, or "local".</summary>
    public required string User { get; init; }

    /// <summary>The query.</summary>
    public required QueryHash Hash { get; init; }

    /// <summary>The document.</summary>
    public required DocumentId Document { get; init; }

    /// <summary>The passage that was shown; 0 where it is not known.</summary>
    public long ChunkKey { get; init; }

    /// <summary>The document's collection; the store fills it in.</summary>
    public string Collection { get; init; } = "";

    /// <summary>The judgement that it stands on: <c>up</c>, <c>down</c>, <c>click</c>, <c>wrong_picture</c> or <c>asked_again</c>.</summary>
    public required string Signal { get; init; }

    /// <summary>−1 (wrong) to 1 (right).</summary>
    public required double Value { get; init; }

    /// <summary>Rank at which the document was shown, from 1; null where it was not shown in a list.</summary>
    public int? Rank { get; init; }

    /// <summary>Probability that somebody looks at that rank, above 0 to 1.</summary>
    public double Propensity { get; init; } = 1;

    /// <summary>Whether chance had moved it: see <see cref="ShownHit"/>.</summary>
    public int Moved { get; init; }

    /// <summary>Whether the user submitted the document itself; never so for the owner of a service without keys. The store fills it in.</summary>
    public bool Own { get; init; }

    /// <summary>The adapter versions that moved the query.</summary>
    public string Adapter { get; init; } = "base";

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The query as encoders gave it, before any adapter.</summary>
    public IReadOnlyList<SearchVector> Vectors { get; init; } = [];
}
