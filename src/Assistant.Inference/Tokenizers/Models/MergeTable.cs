using System.Text.Json;

namespace Assistant.Inference.Tokenizers.Models;

/// <summary>Pairs of token ids that merge, with their rank (lower first) and the id of the result.</summary>
internal sealed class MergeTable
{
    private const int MostMerges = 4_000_000;

    // Up to this many symbols, looking at every pair for every merge is faster than a queue.
    private const int FewSymbols = 24;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> merges = [];

    /// <summary>Reads a list of <c>"a b"</c> or <c>["a", "b"]</c>.</summary>
    /// <exception cref="ModelFormatException">It is not such a list, or a token is not in the vocabulary.</exception>
    public static MergeTable Read(ModelJson json, Dictionary<string, int> vocabulary, int prefixLength)
    {
        if (json.Length() > MostMerges) throw json.Wrong($"a list of at most {MostMerges} merges");
        var table = new MergeTable();
        var rank = 0;
        foreach (var item in json.Items())
        {
            var (left, right) = Pair(item);
            if (right.Length < prefixLength) throw item.Wrong("a pair whose second part has the prefix of continued words");
            table.merges[(IdOf(left), IdOf(right))] = (rank++, IdOf(string.Concat(left, right.AsSpan(prefixLength))));

            int IdOf(string token) => vocabulary.TryGetValue(token, out var id) ? id : throw new ModelFormatException($"{item.Path}: the vocabulary lacks \"{token}\".");
        }

        return table;
    }

    /// <summary>Merges in place: always the pair of lowest rank, the leftmost of equal ones. Returns how many symbols are left.</summary>
    public int Merge(Span<int> symbols) => symbols.Length <= FewSymbols ? MergeFew(symbols) : MergeMany(symbols);

    private static (string Left, string Right) Pair(ModelJson item)
    {
        if (item.Kind == JsonValueKind.Array)
            return item.Length() == 2 ? (item.Items().First().Text(), item.Items().Last().Text()) : throw item.Wrong("two tokens");
        var parts = item.Text().Split(' ');
        return parts.Length == 2 ? (parts[0], parts[1]) : throw item.Wrong("two tokens with a blank between them");
    }

    private int MergeFew(Span<int> symbols)
    {
        var count = symbols.Length;
        while (true)
        {
            var (best, at, id) = (int.MaxValue, -1, 0);
            for (var i = 0; i + 1 < count; i++)
            {
                if (merges.TryGetValue((symbols[i], symbols[i + 1]), out var merge) && merge.Rank < best) (best, at, id) = (merge.Rank, i, merge.Id);
            }

            if (at < 0) return count;
            symbols[at] = id;
            symbols[(at + 2)..count].CopyTo(symbols[(at + 1)..]);
            count--;
        }
    }

    /// <summary>The same for long words, n log n: a linked list of symbols and a queue of pairs.</summary>
    private int MergeMany(Span<int> symbols)
    {
        var links = new (int Previous, int Next)[symbols.Length];
        var queue = new PriorityQueue<(int Left, int LeftId, int RightId), (int Rank, int Left)>();
        for (var i = 0; i < symbols.Length; i++) links[i] = (i - 1, i + 1 < symbols.Length ? i + 1 : -1);
        for (var i = 0; i + 1 < symbols.Length; i++) Offer(symbols, i, i + 1);

        while (queue.TryDequeue(out var pair, out _))
        {
            // A pair whose symbols have merged with others since is stale; a symbol that went into another is -1.
            var right = links[pair.Left].Next;
            if (symbols[pair.Left] != pair.LeftId || right < 0 || symbols[right] != pair.RightId) continue;
            symbols[pair.Left] = merges[(pair.LeftId, pair.RightId)].Id;
            symbols[right] = -1;
            var (previous, next) = (links[pair.Left].Previous, links[right].Next);
            links[pair.Left].Next = next;
            if (next >= 0)
            {
                links[next].Previous = pair.Left;
                Offer(symbols, pair.Left, next);
            }

            if (previous >= 0) Offer(symbols, previous, pair.Left);
        }

        var count = 0;
        foreach (var symbol in symbols)
        {
            if (symbol >= 0) symbols[count++] = symbol;
        }

        return count;

        void Offer(Span<int> all, int left, int right)
        {
            if (merges.TryGetValue((all[left], all[right]), out var merge)) queue.Enqueue((left, all[left], all[right]), (merge.Rank, left));
        }
    }
}
