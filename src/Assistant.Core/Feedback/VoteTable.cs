using System.Numerics.Tensors;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Retrieval;

namespace Assistant.Core.Feedback;

/// <summary>
/// The feedback cache (Tip-Adapter, Zhang et al. 2022, arXiv:2111.03930): what votes on similar queries say of documents,
/// exp(−β(1 − q·q_k))·v_k[document], of each user the vote on the nearest query. Immutable, safe from many threads.
/// <para>
/// Who moves whom: a user's own votes move its own results by up to ±1 for each document. Votes of others reach only queries that are
/// nearly the same (3β in place of β), and move them by up to ±½, when at least two users whose votes count agree or disagree: with m
/// of them, each worth ±1 at most, by ½·Σ/(m + 4). A single
/// user, however often it votes, moves nobody else's results. Votes on one's own uploads move only one's own.
/// </para>
/// </summary>
public sealed class VoteTable
{
    // Below it a vote has nothing to say: at β = 20 from a cosine of 0.85 down.
    private const double LeastKernel = 0.05;
    private const double OthersShare = 0.5;
    private const double ImaginedVoters = 4;
    private readonly Dictionary<QueryHash, Group> groups = [];
    private readonly Dictionary<(AdapterDirection Direction, string EncoderId), (float[] Rows, int Width, List<Group> Groups)> tables = [];
    private readonly double sharpness;

    /// <summary>Makes the table.</summary>
    /// <param name="votes">One for each user, query and document; whether it counts for others.</param>
    /// <param name="sharpness">β.</param>
    public VoteTable(IReadOnlyCollection<(Vote Vote, bool Trusted)> votes, double sharpness)
    {
        ArgumentNullException.ThrowIfNull(votes);
        this.sharpness = sharpness;
        foreach (var (vote, trusted) in votes)
        {
            if (!groups.TryGetValue(vote.Hash, out var group))
                groups[vote.Hash] = group = new Group(vote.Vectors);
            group.Votes.Add((vote.User, vote.Document, vote.ChunkKey, vote.Value, trusted && !vote.Own));
        }

        foreach (var space in groups.Values.SelectMany(group => group.Vectors.Select(vector => (Vector: vector, Group: group))).GroupBy(entry => (entry.Vector.Direction, entry.Vector.EncoderId, entry.Vector.Values.Length)))
        {
            var entries = space.ToList();
            var rows = new float[entries.Count * space.Key.Length];
            for (var i = 0; i < entries.Count; i++)
                entries[i].Vector.Values.Span.CopyTo(rows.AsSpan(i * space.Key.Length));
            tables[(space.Key.Direction, space.Key.EncoderId)] = (rows, space.Key.Length, [.. entries.Select(entry => entry.Group)]);
        }
    }

    /// <summary>Whether there are no votes: every search stays as it is.</summary>
    public bool IsEmpty => groups.Count == 0;

    /// <summary>What the votes say for a query.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="hash">The query.</param>
    /// <param name="vectors">The query as encoders gave it.</param>
    /// <returns>Documents that they say something of.</returns>
    public IReadOnlyList<DocumentBoost> Find(string user, QueryHash hash, IReadOnlyCollection<SearchVector> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (IsEmpty)
            return [];
        var near = Near(hash, vectors);
        if (near.Count == 0)
            return [];
        // Of a user's votes on a document the one on the nearest query speaks: many votes on queries that are somewhat alike are no louder than one.
        var nearest = new Dictionary<(DocumentId Document, string User), (double Kernel, double Value, long Chunk)>();
        foreach (var (group, kernel) in near)
        {
            foreach (var vote in group.Votes)
            {
                var reach = vote.User == user ? kernel : kernel * kernel * kernel;
                if (reach < LeastKernel || (vote.User != user && !vote.CountsForOthers))
                    continue;
                if (!nearest.TryGetValue((vote.Document, vote.User), out var known) || reach > known.Kernel)
                    nearest[(vote.Document, vote.User)] = (reach, reach * vote.Value, vote.Value > 0 ? vote.Chunk : 0);
            }
        }

        var boosts = new List<DocumentBoost>();
        foreach (var document in nearest.GroupBy(entry => entry.Key.Document))
        {
            var own = document.Where(entry => entry.Key.User == user).Sum(entry => Math.Clamp(entry.Value.Value, -1, 1));
            var others = document.Where(entry => entry.Key.User != user).Select(entry => Math.Clamp(entry.Value.Value, -1, 1)).ToList();
            var value = own + (others.Count < 2 ? 0 : OthersShare * others.Sum() / (others.Count + ImaginedVoters));
            if (value != 0)
                boosts.Add(new DocumentBoost(document.Key, Math.Clamp(value, -1, 1), document.Max(entry => entry.Value.Chunk)));
        }

        return boosts;
    }

    private Dictionary<Group, double> Near(QueryHash hash, IReadOnlyCollection<SearchVector> vectors)
    {
        var near = new Dictionary<Group, double>();
        foreach (var vector in vectors)
        {
            if (!tables.TryGetValue((vector.Direction, vector.EncoderId), out var table) || table.Width != vector.Values.Length)
                continue;
            for (var i = 0; i < table.Groups.Count; i++)
            {
                var cosine = TensorPrimitives.Dot(table.Rows.AsSpan(i * table.Width, table.Width), vector.Values.Span);
                var kernel = Math.Exp(-sharpness * (1 - Math.Min(1, cosine)));
                if (kernel >= LeastKernel && kernel > near.GetValueOrDefault(table.Groups[i]))
                    near[table.Groups[i]] = kernel;
            }
        }

        // The same words are the same query, with or without an encoder.
        if (groups.TryGetValue(hash, out var same))
            near[same] = 1;
        return near;
    }

    private sealed class Group(IReadOnlyList<SearchVector> vectors)
    {
        public IReadOnlyList<SearchVector> Vectors { get; } = vectors;

        public List<(string User, DocumentId Document, long Chunk, double Value, bool CountsForOthers)> Votes { get; } = [];
    }
}

/// <summary>What votes say of a document for a query.</summary>
/// <param name="Document">The document.</param>
/// <param name="Value">−1 to 1.</param>
/// <param name="ChunkKey">The passage that was voted for; 0 where it is not known.</param>
public readonly record struct DocumentBoost(DocumentId Document, double Value, long ChunkKey);
