namespace Assistant.Inference.Tokenizers.Models;

/// <summary>BERT's WordPiece: the longest token from the left, again and again; a word with a part that no token begins is one unknown token.</summary>
internal sealed class WordPieceModel : TokenModel
{
    private readonly Dictionary<string, int> vocabulary;
    private readonly CharTrie trie = new();
    private readonly int continuation;
    private readonly int unknown;
    private readonly int longestWord;

    /// <summary>Reads the <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="ModelFormatException">It is not well formed.</exception>
    public WordPieceModel(ModelJson json)
    {
        vocabulary = Vocabulary.Read(json["vocab"]);
        foreach (var (token, id) in vocabulary) trie.Add(token, id);
        var name = json["unk_token"].Text("[UNK]")!;
        unknown = IdOf(name) ?? throw new ModelFormatException($"{json["unk_token"].Path}: the vocabulary lacks \"{name}\".");
        longestWord = json["max_input_chars_per_word"].Count(100);
        foreach (var unit in json["continuing_subword_prefix"].Text("##")!)
        {
            continuation = continuation < 0 ? -1 : trie.Step(continuation, unit);
        }
    }

    /// <inheritdoc/>
    public override int? IdOf(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        var count = ids.Count;
        if (!IsTooLong(piece))
        {
            var start = 0;
            while (start < piece.Length && Longest(piece[start..], start == 0 ? CharTrie.Root : continuation, out var length) is >= 0 and var id)
            {
                ids.Add(id);
                start += length;
            }

            if (start == piece.Length) return;
        }

        ids.RemoveRange(count, ids.Count - count);
        ids.Add(unknown);
    }

    private int Longest(ReadOnlySpan<char> text, int node, out int length)
    {
        var id = -1;
        length = 0;
        for (var i = 0; i < text.Length && node >= 0; i++)
        {
            node = trie.Step(node, text[i]);
            if (node < 0 || trie.ValueAt(node) < 0) continue;
            (id, length) = (trie.ValueAt(node), i + 1);
        }

        return id;
    }

    // The limit counts characters; a pair of surrogates is one.
    private bool IsTooLong(ReadOnlySpan<char> piece)
    {
        if (piece.Length <= longestWord) return false;
        var characters = 0;
        foreach (var unit in piece) characters += char.IsLowSurrogate(unit) ? 0 : 1;
        return characters > longestWord;
    }
}
