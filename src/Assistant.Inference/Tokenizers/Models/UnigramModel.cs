using System.Buffers;

namespace Assistant.Inference.Tokenizers.Models;

/// <summary>
/// SentencePiece's unigram language model (Kudo 2018): the split of highest total score, found by Viterbi. A character without a token costs 10 more
/// than the worst token; such characters side by side are one unknown token, or their bytes' tokens.
/// </summary>
internal sealed class UnigramModel : TokenModel
{
    private const double UnknownPenalty = 10;

    private readonly CharTrie trie = new();
    private readonly double[] scores;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly ByteTokens? bytes;
    private readonly int unknown;
    private readonly double unknownScore;

    /// <summary>Reads the <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="ModelFormatException">It is not well formed.</exception>
    public UnigramModel(ModelJson json)
    {
        var vocabulary = json["vocab"];
        if (vocabulary.Length() is 0 or > Vocabulary.MostTokens) throw vocabulary.Wrong($"a list of 1 to {Vocabulary.MostTokens} tokens");
        scores = new double[vocabulary.Length()];
        var next = 0;
        foreach (var item in vocabulary.Items())
        {
            if (item.Length() != 2) throw item.Wrong("a token and its score");
            var (token, score) = (item.Items().First().Text(), item.Items().Last().Number());
            scores[next] = score;
            ids[token] = next;
            if (token.Length > 0) trie.Add(token, next);
            next++;
        }

        // Without an id, -1: text that needs it is an error then, as in the reference.
        unknown = json["unk_id"].IsMissing ? -1 : json["unk_id"].Count();
        if (unknown >= scores.Length) throw json["unk_id"].Wrong($"below {scores.Length}, the number of tokens");
        unknownScore = scores.Min() - UnknownPenalty;
        bytes = json["byte_fallback"].Flag(false) ? new ByteTokens(IdOf) : null;
    }

    /// <inheritdoc/>
    public override int? IdOf(string token) => ids.TryGetValue(token, out var id) ? id : null;

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> target)
    {
        // best[i]: the best way to split the first i units; its last token is tokens[i], from begins[i] on.
        var best = ArrayPool<double>.Shared.Rent(piece.Length + 1);
        var begins = ArrayPool<int>.Shared.Rent(piece.Length + 1);
        var tokens = ArrayPool<int>.Shared.Rent(piece.Length + 1);
        try
        {
            begins.AsSpan(0, piece.Length + 1).Fill(-1);
            best[0] = 0;
            Search(piece, best, begins, tokens);
            Append(piece, begins, tokens, target);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(begins);
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    private void Search(ReadOnlySpan<char> piece, double[] best, int[] begins, int[] tokens)
    {
        for (int start = 0, width; start < piece.Length; start += width)
        {
            width = char.IsHighSurrogate(piece[start]) ? 2 : 1;
            var isCharacterKnown = false;
            var node = CharTrie.Root;
            for (var end = start; end < piece.Length; end++)
            {
                node = trie.Step(node, piece[end]);
                if (node < 0) break;
                if (trie.ValueAt(node) is not (>= 0 and var token)) continue;
                Offer(start, end + 1, token, best[start] + scores[token]);
                isCharacterKnown |= end + 1 - start == width;
            }

            if (!isCharacterKnown) Offer(start, start + width, unknown, best[start] + unknownScore);
        }

        void Offer(int start, int end, int token, double score)
        {
            if (begins[end] >= 0 && score <= best[end]) return;
            (begins[end], tokens[end], best[end]) = (start, token, score);
        }
    }

    private void Append(ReadOnlySpan<char> piece, int[] begins, int[] tokens, List<int> target)
    {
        var count = target.Count;
        for (int end = piece.Length, start; end > 0; end = start)
        {
            start = begins[end];
            var token = tokens[end];
            if (token != unknown)
            {
                target.Add(token);
                continue;
            }

            while (start > 0 && tokens[start] == unknown) start = begins[start];
            AppendUnknown(piece[start..end], target);
        }

        target.Reverse(count, target.Count - count);
    }

    private void AppendUnknown(ReadOnlySpan<char> text, List<int> target)
    {
        // Unknown characters side by side can spell a token that scored worse than they did.
        if (ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
        {
            target.Add(known);
            return;
        }

        var count = target.Count;
        if (bytes is not null && bytes.TryAppend(text, target))
        {
            target.Reverse(count, target.Count - count);
            return;
        }

        target.Add(unknown >= 0 ? unknown : throw new ModelFormatException("tokenizer.json: model: unk_id is missing, and the text has a character without a token."));
    }
}
