using Assistant.Inference.Tokenizers.Models;
using Assistant.Inference.Tokenizers.Normalization;
using Assistant.Inference.Tokenizers.Splitting;

namespace Assistant.Inference.Tokenizers;

/// <summary>
/// Leads text to the token ids that a published encoder was trained with, as its <c>tokenizer.json</c> says: BPE, WordPiece or Unigram with
/// their normalizers, splits and special tokens. Thread-safe.
/// </summary>
public sealed class Tokenizer
{
    private readonly AddedTokens plainTokens;
    private readonly AddedTokens normalizedTokens;
    private readonly Normalizer? normalizer;
    private readonly PreTokenizer? preTokenizer;
    private readonly TokenModel model;
    private readonly SpecialTokens special;
    private readonly PairTemplate? pair;
    private readonly TokenizerLimits limits;

    private Tokenizer(ModelJson json, string folder)
    {
        normalizer = NormalizerReader.Read(json["normalizer"]);
        preTokenizer = PreTokenizerReader.Read(json["pre_tokenizer"]);
        model = TokenModelReader.Read(json["model"]);
        special = SpecialTokens.Read(json["post_processor"]);
        pair = PairTemplate.Read(json["post_processor"]);
        (plainTokens, normalizedTokens) = AddedTokens.Read(json["added_tokens"], normalizer);
        limits = TokenizerLimits.Read(folder, json, token => AddedId(json, token) ?? model.IdOf(token));
        if (special.Before.Length + special.After.Length >= limits.MaxLength)
            throw new ModelFormatException($"tokenizer.json: the special tokens leave no room for text in {limits.MaxLength} tokens.");
    }

    /// <summary>Most ids that <see cref="Encode"/> gives, special tokens among them: what the model has positions for.</summary>
    public int MaxLength => limits.MaxLength;

    /// <summary>Number of ids that the model must see whatever the text, filled up with <see cref="PadId"/> behind the text (SigLIP: 64); null when any number up to <see cref="MaxLength"/> will do.</summary>
    public int? FixedLength => limits.FixedLength;

    /// <summary>Id that fills a batch's shorter texts up.</summary>
    public int PadId => limits.PadId;

    /// <summary>Reads <c>tokenizer.json</c> of a model folder, and what <c>tokenizer_config.json</c>, <c>sentence_bert_config.json</c> and <c>config.json</c> say of lengths and padding.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelFormatException">A file is missing or damaged, or asks for a part that is not supported; the message names it.</exception>
    public static Tokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new Tokenizer(ModelJson.Read(folder, "tokenizer.json"), folder);
    }

    /// <summary>Gives the ids of a text with the model's special tokens, cut to <see cref="MaxLength"/>; special tokens are never cut off. Not padded.</summary>
    /// <param name="text">Any text; halves of characters count as U+FFFD.</param>
    /// <exception cref="ModelFormatException">The tokenizer has no token for the text, not even an unknown one, or its expression takes too long on it.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = Ids(text);
        var room = limits.MaxLength - special.Before.Length - special.After.Length;
        if (ids.Count > room) ids.RemoveRange(limits.CutLeft ? 0 : room, ids.Count - room);
        return [.. special.Before, .. ids, .. special.After];
    }

    /// <summary>Gives the ids of a text with the model's special tokens, however many there are.</summary>
    /// <param name="text">Any text; halves of characters count as U+FFFD.</param>
    /// <exception cref="ModelFormatException">As of <see cref="Encode"/>.</exception>
    public int[] EncodeAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. special.Before, .. Ids(text), .. special.After];
    }

    /// <summary>
    /// Gives the ids of two texts as one row with the model's special tokens between and around them, and the token type of each. Where both
    /// together are longer than <see cref="MaxLength"/> the second is cut first; the first only where it takes more than half.
    /// </summary>
    /// <param name="first">Any text, such as a query.</param>
    /// <param name="second">Any text, such as a passage.</param>
    /// <exception cref="ModelFormatException">The tokenizer says nothing of two texts, or has no room for them; else as of <see cref="Encode"/>.</exception>
    public (int[] Ids, int[] Types) EncodePair(string first, string second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (pair is null) throw new ModelFormatException("tokenizer.json: its post_processor says nothing of two texts, so that this is no cross-encoder.");
        var room = limits.MaxLength - pair.SpecialCount;
        if (room < 2) throw new ModelFormatException($"tokenizer.json: the special tokens leave no room for two texts in {limits.MaxLength} tokens.");
        var texts = new[] { Ids(first), Ids(second) };
        if (texts[0].Count + texts[1].Count > room)
        {
            var kept = Math.Min(texts[0].Count, Math.Max(room - texts[1].Count, room / 2));
            texts[0].RemoveRange(kept, texts[0].Count - kept);
            kept = Math.Min(texts[1].Count, room - kept);
            texts[1].RemoveRange(kept, texts[1].Count - kept);
        }

        var (ids, types) = (new List<int>(), new List<int>());
        foreach (var part in pair.Parts)
        {
            ids.AddRange(part.Text is { } text ? texts[text] : part.Ids);
            while (types.Count < ids.Count) types.Add(part.Type);
        }

        return ([.. ids], [.. types]);
    }

    private List<int> Ids(string text)
    {
        var ids = new List<int>(text.Length / 3 + 8);
        text = Characters.Repair(text);
        foreach (var (start, length, id) in Parts(plainTokens, text))
        {
            if (id >= 0) ids.Add(id);
            else EncodeBetween(Part(text, start, length), start == 0, ids);
        }

        return ids;
    }

    /// <summary>What lies between the added tokens that are looked for in the text as it is.</summary>
    private void EncodeBetween(string text, bool isStart, List<int> ids)
    {
        text = normalizer?.Apply(text) ?? text;
        foreach (var (start, length, id) in Parts(normalizedTokens, text))
        {
            if (id >= 0)
            {
                ids.Add(id);
                continue;
            }

            var tokens = PreTokens.Whole(Part(text, start, length), isStart && start == 0);
            tokens = preTokenizer?.Split(tokens) ?? tokens;
            foreach (var piece in tokens.Pieces) model.Encode(tokens.Text.AsSpan(piece.Start, piece.Length), ids);
        }
    }

    private static List<(int Start, int Length, int Id)> Parts(AddedTokens tokens, string text)
    {
        var parts = new List<(int, int, int)>(1);
        tokens.Split(text, parts);
        return parts;
    }

    private static string Part(string text, int start, int length) => length == text.Length ? text : text.Substring(start, length);

    private static int? AddedId(ModelJson json, string token)
    {
        if (json["added_tokens"].IsMissing) return null;
        foreach (var item in json["added_tokens"].Items())
        {
            if (item["content"].Text() == token) return item["id"].Count();
        }

        return null;
    }
}
