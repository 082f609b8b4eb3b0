using System.Buffers;
using Assistant.Inference.Tokenizers.Models;
using Assistant.Inference.Tokenizers.Normalization;

namespace Assistant.Inference.Tokenizers;

/// <summary>Tokens that are found in the text before the model sees it, such as <c>[MASK]</c>. Thread-safe.</summary>
internal sealed class AddedTokens
{
    private const int Most = 20_000;

    private readonly Dictionary<char, List<AddedToken>> byFirst = [];
    private readonly SearchValues<char> firsts;

    private AddedTokens(IEnumerable<AddedToken> tokens)
    {
        foreach (var token in tokens.Where(token => token.Content.Length > 0))
        {
            if (!byFirst.TryGetValue(token.Content[0], out var list)) byFirst[token.Content[0]] = list = [];
            list.Add(token);
        }

        // The longest that matches at a place counts.
        foreach (var list in byFirst.Values) list.Sort((a, b) => b.Content.Length.CompareTo(a.Content.Length));
        firsts = SearchValues.Create([.. byFirst.Keys]);
    }

    /// <summary>Reads <c>added_tokens</c>: those that are looked for in the text as it is, and those in the normalized text.</summary>
    /// <exception cref="ModelFormatException">It is not well formed.</exception>
    public static (AddedTokens Plain, AddedTokens Normalized) Read(ModelJson json, Normalizer? normalizer)
    {
        if (json.IsMissing) return (new([]), new([]));
        if (json.Length() > Most) throw json.Wrong($"a list of at most {Most} tokens");
        List<AddedToken> plain = [], normalized = [];
        foreach (var item in json.Items())
        {
            var token = new AddedToken(item["content"].Text(), item["id"].Count(), item["single_word"].Flag(false), item["lstrip"].Flag(false), item["rstrip"].Flag(false));
            if (token.Id >= Vocabulary.MostTokens) throw item["id"].Wrong($"below {Vocabulary.MostTokens}");
            if (!item["normalized"].Flag(!item["special"].Flag(false))) plain.Add(token);
            else normalized.Add(token with { Content = normalizer?.Apply(token.Content) ?? token.Content });
        }

        return (new(plain), new(normalized));
    }

    /// <summary>The parts of a text: its added tokens (with id) and what lies between them (id -1); none is empty.</summary>
    public void Split(string text, List<(int Start, int Length, int Id)> parts)
    {
        var done = 0;
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            if (Longest(text, at) is not { } token)
            {
                at++;
                continue;
            }

            var (start, end) = (at, at + token.Content.Length);
            at = end;
            if (token.SingleWord && (IsWordBefore(text, start) || IsWordAfter(text, end))) continue;
            if (token.StripLeft)
            {
                while (start > done && char.IsWhiteSpace(text[start - 1])) start--;
            }

            if (token.StripRight)
            {
                while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
                at = end;
            }

            if (start > done) parts.Add((done, start - done, -1));
            parts.Add((start, end - start, token.Id));
            done = end;
        }

        if (done < text.Length) parts.Add((done, text.Length - done, -1));
    }

    private int Next(string text, int from) => from < text.Length && text.AsSpan(from).IndexOfAny(firsts) is >= 0 and var at ? from + at : -1;

    private AddedToken? Longest(string text, int at) =>
        byFirst[text[at]].Find(token => text.AsSpan(at).StartsWith(token.Content, StringComparison.Ordinal));

    private static bool IsWordBefore(string text, int at) =>
        at > 0 && Characters.IsWord(Characters.At(text, at - (at > 1 && char.IsLowSurrogate(text[at - 1]) ? 2 : 1), out _));

    private static bool IsWordAfter(string text, int at) => at < text.Length && Characters.IsWord(Characters.At(text, at, out _));

    private sealed record AddedToken(string Content, int Id, bool SingleWord, bool StripLeft, bool StripRight);
}
