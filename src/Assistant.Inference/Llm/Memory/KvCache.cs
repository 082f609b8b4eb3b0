using System.Runtime.InteropServices;

namespace Assistant.Inference.Llm.Memory;

/// <summary>
/// Book of what is in an engine's memory: sequences that run, and finished ones that are kept, because a later prompt may begin as
/// they do. A prefix is not computed again; the kept sequence that was used longest ago goes first when room
/// is needed, into a store outside of the engine, from where it comes back when a prompt begins with it. Not thread-safe.
/// </summary>
/// <remarks>
/// The engine has two layouts. In one, all sequences lie in the same cells: a prefix is shared cell by cell, and any sequence may
/// take all the room, but attention passes over the cells of all for each. In the other, each sequence has cells of its own, and
/// attention passes over these alone (with eight texts of 1,500 tokens twice as fast on a processor): a prefix is copied, and only
/// sequences with neighbouring numbers are computed together.
/// </remarks>
internal sealed class KvCache
{
    // A kept sequence that differs only in its last few tokens is taken over rather than copied: text that was written and comes
    // back as a prompt is often cut into tokens a little differently at its end.
    private const int Slack = 16;

    // Shorter ones are not worth a copy: computing a token takes about as long as copying a hundred.
    private const int WorthCopying = 16;
    private readonly IKvMemory memory;
    private readonly List<KvSequence> sequences = [];
    private readonly SortedSet<int> freeIds;
    private readonly Stack<int> freeCells;
    private readonly int[] references;
    private readonly int ids;
    private readonly bool canForgetParts;
    private readonly PrefixStore store;
    private long uses;

    /// <summary>An empty memory.</summary>
    /// <param name="memory">The engine's.</param>
    /// <param name="cells">Tokens that it holds.</param>
    /// <param name="ids">Sequences that it holds.</param>
    /// <param name="canForgetParts">False for recurrent models, whose state can be copied and dropped only as a whole.</param>
    /// <param name="storeBytes">Bytes of sequences outside of the engine; 0 for none.</param>
    /// <param name="sequenceCells">Tokens that one sequence can have; fewer than <paramref name="cells"/> where each has cells of its own; null for all.</param>
    internal KvCache(IKvMemory memory, int cells, int ids, bool canForgetParts, long storeBytes = 0, int? sequenceCells = null)
    {
        (this.memory, this.ids, this.canForgetParts, store) = (memory, ids, canForgetParts, new PrefixStore(storeBytes));
        SequenceCapacity = sequenceCells ?? cells;
        references = new int[cells];
        freeCells = new Stack<int>(Enumerable.Range(0, cells).Reverse());
        freeIds = [.. Enumerable.Range(0, ids)];
    }

    /// <summary>Tokens that fit.</summary>
    internal int Capacity => references.Length;

    /// <summary>Tokens that one sequence can have.</summary>
    internal int SequenceCapacity { get; }

    /// <summary>Whether all sequences lie in the same cells.</summary>
    internal bool IsUnified => SequenceCapacity == Capacity;

    /// <summary>Tokens in memory, shared ones once.</summary>
    internal int Used => references.Length - freeCells.Count;

    /// <summary>Finished sequences that are kept.</summary>
    internal int Kept => sequences.Count(sequence => !sequence.IsBusy);

    /// <summary>Finished sequences outside of the engine, and their bytes.</summary>
    internal (int Count, long Bytes) Stored => (store.Count, store.Bytes);

    /// <summary>Sequences that run.</summary>
    internal int Busy => sequences.Count(sequence => sequence.IsBusy);

    /// <summary>The sequence with the longest common prefix, and its length; (null, 0) when none begins alike.</summary>
    internal (KvSequence? Sequence, int Length) Find(ReadOnlySpan<int> tokens, string adapters)
    {
        (KvSequence? best, int longest) = (null, 0);
        foreach (var sequence in sequences)
        {
            if (sequence.Adapters != adapters) continue;
            var length = tokens.CommonPrefixLength(CollectionsMarshal.AsSpan(sequence.Tokens));
            if (!canForgetParts && length < sequence.Tokens.Count) continue;
            // Of equals one that can be taken over as it is.
            if (length > longest || (length == longest && length > 0 && !sequence.IsBusy && sequence.Tokens.Count == length)) (best, longest) = (sequence, length);
        }

        return (best, longest);
    }

    /// <summary>Whether a prompt that grows to <paramref name="limit"/> tokens fits beside what the running requests may still grow to, everything kept given up if need be.</summary>
    /// <param name="prompt">Its tokens but the last.</param>
    /// <param name="adapters">Its adapters.</param>
    /// <param name="limit">Tokens that it may grow to.</param>
    internal bool Fits(ReadOnlySpan<int> prompt, string adapters, int limit)
    {
        if (freeIds.Count == 0 && Kept == 0) return false;
        if (!IsUnified) return limit <= SequenceCapacity;
        var needed = new HashSet<int>(Used);
        var growth = 0L;
        foreach (var sequence in sequences.Where(sequence => sequence.IsBusy))
        {
            needed.UnionWith(sequence.Cells);
            growth += Math.Max(0, sequence.Limit - sequence.Tokens.Count);
        }

        var (prefix, length) = Find(prompt, adapters);
        if (prefix is not null) needed.UnionWith(prefix.Cells.Take(length));
        return needed.Count + growth + limit - length <= Capacity;
    }

    /// <summary>Starts a sequence that holds the longest prefix of a prompt that is in memory; the rest is to be computed.</summary>
    /// <param name="prompt">Its tokens but the last, which must be computed for what follows it.</param>
    /// <param name="adapters">Its adapters.</param>
    /// <param name="limit">Tokens that it may grow to.</param>
    internal KvSequence Begin(ReadOnlySpan<int> prompt, string adapters, int limit)
    {
        BringBack(prompt, adapters);
        var (prefix, length) = Find(prompt, adapters);
        var isNearlyAll = prefix?.Tokens.Count - length <= Slack;
        // With cells of its own it would be copied as a whole first.
        if (!IsUnified && !isNearlyAll && length < WorthCopying) prefix = null;
        KvSequence sequence;
        if (prefix is { IsBusy: false } && (isNearlyAll || (freeIds.Count == 0 && Kept == 1)))
        {
            sequence = prefix;
            sequence.IsBusy = true;
            if (!isNearlyAll) Store(sequence);
            Truncate(sequence, length);
        }
        else
        {
            sequence = Empty(prefix, adapters);
            if (prefix is not null) Share(prefix, sequence, length);
        }

        (sequence.IsBusy, sequence.Limit, sequence.LastUse) = (true, limit, ++uses);
        return sequence;
    }

    /// <summary>Starts a sequence that shares all of another one that runs.</summary>
    internal KvSequence Fork(KvSequence source)
    {
        var sequence = Empty(source, source.Adapters);
        Share(source, sequence, source.Tokens.Count);
        (sequence.IsBusy, sequence.Limit, sequence.LastUse) = (true, source.Limit, ++uses);
        return sequence;
    }

    /// <summary>Makes a running sequence hold another one's first tokens instead of what it holds.</summary>
    internal void Replace(KvSequence sequence, KvSequence source, int length)
    {
        Truncate(sequence, 0);
        Share(source, sequence, length);
    }

    /// <summary>
    /// Makes the next steps cheap. Where all lie in the same cells, kept sequences move out until those hold only what runs; where
    /// each has its own, the running ones are laid side by side.
    /// </summary>
    internal void Tidy()
    {
        if (!IsUnified)
        {
            Gather();
            return;
        }

        var busy = new HashSet<int>();
        foreach (var sequence in sequences.Where(sequence => sequence.IsBusy)) busy.UnionWith(sequence.Cells);
        while (Used > busy.Count && EvictOne(except: null))
        {
        }
    }

    /// <summary>Gives up kept sequences until that many tokens fit.</summary>
    /// <returns>False when the running ones leave no such room.</returns>
    internal bool MakeRoom(int tokens)
    {
        while (freeCells.Count < tokens)
        {
            if (!EvictOne(except: null)) return false;
        }

        return true;
    }

    /// <summary>Notes that a token comes next; kept sequences make room.</summary>
    /// <exception cref="InvalidOperationException">No room: more was admitted than fits.</exception>
    internal void Append(KvSequence sequence, int token)
    {
        if (!MakeRoom(1)) throw new InvalidOperationException($"The engine's memory of {Capacity} tokens is full.");
        var cell = freeCells.Pop();
        references[cell] = 1;
        sequence.Tokens.Add(token);
        sequence.Cells.Add(cell);
    }

    /// <summary>Forgets what lies behind the first tokens.</summary>
    /// <returns>Tokens that are left: those, or none when the architecture cannot forget a part.</returns>
    internal int Truncate(KvSequence sequence, int length)
    {
        if (length == sequence.Tokens.Count) return length;
        if (length > 0 && memory.Remove(sequence.Id, length, -1))
        {
            Forget(sequence, length, sequence.Tokens.Count - length);
            return length;
        }

        memory.Remove(sequence.Id, 0, -1);
        Forget(sequence, 0, sequence.Tokens.Count);
        return 0;
    }

    /// <summary>
    /// Forgets a stretch and moves what follows up to it (attention sinks, Xiao et al. 2023): what was computed stays as it is, with
    /// new positions. Where it is shared with a running sequence, or cannot be moved, it is forgotten too, to be computed again.
    /// </summary>
    internal void Cut(KvSequence sequence, int start, int count, bool canShift)
    {
        var end = start + count;
        if (canShift)
        {
            var moving = sequence.Cells.Skip(end).ToHashSet();
            foreach (var other in sequences.Where(other => !other.IsBusy && other.Cells.Exists(moving.Contains)).ToList()) Drop(other);
            if (moving.All(cell => references[cell] == 1) && memory.Remove(sequence.Id, start, end))
            {
                memory.Shift(sequence.Id, end, -count);
                Forget(sequence, start, count);
                return;
            }
        }

        Truncate(sequence, start);
    }

    /// <summary>Ends a sequence; it is kept as a prefix, or forgotten at once.</summary>
    internal void Release(KvSequence sequence, bool keep)
    {
        (sequence.IsBusy, sequence.LastUse) = (false, ++uses);
        if (!keep || sequence.Tokens.Count == 0) Drop(sequence);
    }

    /// <summary>Forgets everything; running sequences stay, empty.</summary>
    internal void Clear()
    {
        memory.Clear();
        foreach (var sequence in sequences.ToList())
        {
            Forget(sequence, 0, sequence.Tokens.Count);
            if (!sequence.IsBusy) Drop(sequence);
        }
    }

    private KvSequence Empty(KvSequence? except, string adapters)
    {
        if (freeIds.Count == 0 && !EvictOne(except)) throw new InvalidOperationException("All sequences of the engine's memory are in use.");
        var busy = sequences.Where(other => other.IsBusy).Select(other => other.Id).DefaultIfEmpty(0).ToList();
        var id = freeIds.MinBy(free => busy.Min(other => Math.Abs(other - free)));
        freeIds.Remove(id);
        var sequence = new KvSequence(id) { Adapters = adapters };
        sequences.Add(sequence);
        return sequence;
    }

    /// <summary>Gives the running sequences neighbouring numbers, moving as few tokens as that takes.</summary>
    private void Gather()
    {
        var busy = sequences.Where(sequence => sequence.IsBusy).ToList();
        var first = Enumerable.Range(0, ids - busy.Count + 1).MaxBy(start => busy.Where(sequence => IsWithin(sequence.Id, start)).Sum(sequence => sequence.Tokens.Count + 1));
        foreach (var outside in busy.Where(sequence => !IsWithin(sequence.Id, first)).ToList())
        {
            var id = Enumerable.Range(first, busy.Count).First(id => !busy.Exists(sequence => sequence.Id == id));
            if (sequences.Find(sequence => sequence.Id == id) is { } kept) Evict(kept);
            if (outside.Tokens.Count > 0)
            {
                memory.Share(outside.Id, id, outside.Tokens.Count);
                memory.Remove(outside.Id, 0, -1);
            }

            freeIds.Remove(id);
            freeIds.Add(outside.Id);
            outside.Id = id;
        }

        bool IsWithin(int id, int start) => id >= start && id < start + busy.Count;
    }

    private void Share(KvSequence source, KvSequence target, int length)
    {
        if (length == 0) return;
        memory.Share(source.Id, target.Id, length);
        target.Tokens.AddRange(CollectionsMarshal.AsSpan(source.Tokens)[..length]);
        target.Cells.AddRange(IsUnified ? source.Cells.Take(length) : Enumerable.Range(0, length).Select(_ => freeCells.Pop()));
        foreach (var cell in target.Cells) references[cell]++;
    }

    private bool EvictOne(KvSequence? except)
    {
        var oldest = sequences.Where(sequence => !sequence.IsBusy && sequence != except).MinBy(sequence => sequence.LastUse);
        if (oldest is null) return false;
        Evict(oldest);
        return true;
    }

    private void Evict(KvSequence sequence)
    {
        Store(sequence);
        Drop(sequence);
    }

    /// <summary>Puts a copy into the store, where that is worth it.</summary>
    private void Store(KvSequence sequence)
    {
        if (sequence.Tokens.Count >= WorthCopying && store.IsOpen && !IsElsewhere(sequence) && memory.Save(sequence.Id) is { } state) store.Add(new PrefixStore.Entry([.. sequence.Tokens], sequence.Adapters, state));
    }

    /// <summary>Whether another sequence begins with nearly all of this one.</summary>
    private bool IsElsewhere(KvSequence sequence) => sequences.Exists(other => other != sequence && other.Adapters == sequence.Adapters &&
        CollectionsMarshal.AsSpan(sequence.Tokens).CommonPrefixLength(CollectionsMarshal.AsSpan(other.Tokens)) >= sequence.Tokens.Count - (canForgetParts ? Slack : 0));

    /// <summary>Brings a sequence back that has more in common with a prompt than what is in memory, when there is one and room for it.</summary>
    private void BringBack(ReadOnlySpan<int> prompt, string adapters)
    {
        var (entry, length) = store.Find(prompt, adapters, wholeOnly: !canForgetParts);
        if (entry is null || length < Find(prompt, adapters).Length + WorthCopying) return;
        store.Touch(entry);
        // It goes in as a whole, if only for a moment.
        if (!MakeRoom(entry.Tokens.Length)) return;
        var sequence = Empty(null, adapters);
        memory.Restore(sequence.Id, entry.State);
        foreach (var token in entry.Tokens) Append(sequence, token);
        // Where the prompt takes another way, the rest stays outside for who asks for it again.
        if (length >= entry.Tokens.Length - Slack) store.Remove(entry);
        Truncate(sequence, length);
        sequence.LastUse = ++uses;
    }

    private void Drop(KvSequence sequence)
    {
        if (sequence.Tokens.Count > 0) memory.Remove(sequence.Id, 0, -1);
        Forget(sequence, 0, sequence.Tokens.Count);
        sequences.Remove(sequence);
        freeIds.Add(sequence.Id);
    }

    private void Forget(KvSequence sequence, int start, int count)
    {
        foreach (var cell in CollectionsMarshal.AsSpan(sequence.Cells).Slice(start, count))
        {
            if (--references[cell] == 0) freeCells.Push(cell);
        }

        sequence.Tokens.RemoveRange(start, count);
        sequence.Cells.RemoveRange(start, count);
    }
}
