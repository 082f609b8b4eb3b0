using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;

namespace Assistant.Core.Feedback;

/// <summary>Stores votes, and offers what can be learned from them to the replay buffer. Safe from many threads.</summary>
public sealed class VoteRecorder(ISignalStore signals, IReplayStore replay)
{
    /// <summary>Stores votes; those on one's own uploads act on one's own searches only, and are not learned from.</summary>
    public async ValueTask RecordAsync(IReadOnlyCollection<Vote> votes, CancellationToken cancellationToken = default)
    {
        if (votes.Count == 0)
            return;
        var items = new List<ReplayItem>();
        foreach (var vote in await signals.AddVotesAsync(votes, cancellationToken).ConfigureAwait(false))
        {
            if (vote.Own)
                continue;
            foreach (var vector in vote.Vectors)
            {
                if (await signals.FindTargetAsync(vote.Document, vote.ChunkKey, vector, cancellationToken).ConfigureAwait(false) is not { } target || target.Length != vector.Values.Length)
                    continue;
                items.Add(new ReplayItem
                {
                    Id = IdOf(vote, vector.Direction, vector.EncoderId),
                    Direction = vector.Direction,
                    EncoderId = vector.EncoderId,
                    Collection = vote.Collection,
                    User = vote.User,
                    Origin = ReplayOrigin.Feedback,
                    Target = vote.Document,
                    Sources = [vote.Document],
                    Query = vector.Values,
                    TargetVector = target,
                    Value = vote.Value > 0 ? 1 : -1,
                    Propensity = vote.Propensity,
                    Weight = Math.Abs(vote.Value) * ReplayWeights.Inverse(vote.Propensity),
                    At = vote.At,
                });
            }
        }

        await replay.AddAsync(items, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One item for each user, query, document and space: a second vote takes the place of the first in the buffer too.</summary>
    private static Guid IdOf(Vote vote, AdapterDirection direction, string encoder)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{vote.User}\n{vote.Hash.Value}\n{vote.Document}\n{direction}\n{encoder}"));
        // RFC 9562 version 8: ids of one's own making.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
