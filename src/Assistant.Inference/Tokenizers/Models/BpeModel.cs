using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Assistant.Inference.Tokenizers.Models;

/// <summary>
/// Byte-pair encoding (Sennrich, Haddow, Birch 2016): a word's characters, of which the pair of lowest rank is merged again and again. Words are
/// remembered, because most of a text's words come again.
/// </summary>
internal sealed class BpeModel : TokenModel
{
    private const int MostRemembered = 20_000;
    private const int LongestRemembered = 48;

    private readonly Dictionary<string, int> vocabulary;
    private readonly MergeTable merges;
    private readonly string prefix;
    private readonly string suffix;
    private readonly int unknown = -1;
    private readonly bool fuseUnknown;
    private readonly bool wholeWordsFirst;
    private readonly ByteTokens? bytes;
    private readonly ConcurrentDictionary<string, int[]> remembered = new(StringComparer.Ordinal);
    private int rememberedCount;

    /// <summary>Reads the <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="ModelFormatException">It is not well formed.</exception>
    public BpeModel(ModelJson json)
    {
        vocabulary = Vocabulary.Read(json["vocab"]);
        prefix = json["continuing_subword_prefix"].Text("")!;
        suffix = json["end_of_word_suffix"].Text("")!;
        if (prefix.Length + suffix.Length > 64) throw json["continuing_subword_prefix"].Unsupported("a prefix or suffix of more than 64 characters");
        if (json["unk_token"].Text(null) is { } name)
            unknown = IdOf(name) ?? throw new ModelFormatException($"{json["unk_token"].Path}: the vocabulary lacks \"{name}\".");
        if (json["dropout"].Number(0) > 0) throw json["dropout"].Unsupported("dropout, which is for training,");
        fuseUnknown = json["fuse_unk"].Flag(false);
        wholeWordsFirst = json["ignore_merges"].Flag(false);
        bytes = json["byte_fallback"].Flag(false) ? new ByteTokens(IdOf) : null;
        merges = MergeTable.Read(json["merges"], vocabulary, prefix.Length);
    }

    /// <inheritdoc/>
    public override int? IdOf(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (piece.Length <= LongestRemembered && remembered.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var known))
        {
            ids.AddRange(known);
            return;
        }

        if (wholeWordsFirst && vocabulary.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var whole))
        {
            ids.Add(whole);
            return;
        }

        var count = ids.Count;
        AppendSymbols(piece, ids);
        var symbols = CollectionsMarshal.AsSpan(ids)[count..];
        CollectionsMarshal.SetCount(ids, count + merges.Merge(symbols));
        if (piece.Length <= LongestRemembered && Volatile.Read(ref rememberedCount) < MostRemembered && remembered.TryAdd(piece.ToString(), [.. CollectionsMarshal.AsSpan(ids)[count..]]))
            Interlocked.Increment(ref rememberedCount);
    }

    /// <summary>Appends the ids of the piece's characters: with the prefix inside a word, with the suffix at its end.</summary>
    private void AppendSymbols(ReadOnlySpan<char> piece, List<int> ids)
    {
        var lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> symbol = stackalloc char[2 + 64];
        var unknowns = 0;
        for (int i = 0, width; i < piece.Length; i += width)
        {
            width = char.IsHighSurrogate(piece[i]) ? 2 : 1;
            var length = 0;
            if (i > 0) Put(prefix, symbol, ref length);
            Put(piece.Slice(i, width), symbol, ref length);
            if (i + width == piece.Length) Put(suffix, symbol, ref length);
            if (lookup.TryGetValue(symbol[..length], out var id))
            {
                FlushUnknowns(ids, ref unknowns);
                ids.Add(id);
            }
            else if (bytes is not null && bytes.TryAppend(symbol[..length], ids))
            {
                continue;
            }
            else if (unknown >= 0)
            {
                if (!fuseUnknown) FlushUnknowns(ids, ref unknowns);
                unknowns++;
            }
        }

        FlushUnknowns(ids, ref unknowns);
    }

    private void FlushUnknowns(List<int> ids, ref int unknowns)
    {
        if (unknowns > 0) ids.Add(unknown);
        unknowns = 0;
    }

    private static void Put(ReadOnlySpan<char> part, Span<char> symbol, ref int length)
    {
        part.CopyTo(symbol[length..]);
        length += part.Length;
    }
}
