using System.Text.RegularExpressions;

namespace Assistant.Inference.Tokenizers;

/// <summary>A fixed text or a regular expression of a tokenizer.json. Thread-safe.</summary>
internal sealed partial class TextPattern
{
    private const int MostPatternUnits = 4096;

    // A pattern of a stranger can take exponential time; a text of ordinary length takes microseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string? literal;
    private readonly Regex? regex;
    private readonly string path;

    private TextPattern(string path, string? literal, Regex? regex) => (this.path, this.literal, this.regex) = (path, literal, regex);

    /// <summary>The split of GPT-2, which ByteLevel uses.</summary>
    public static TextPattern Gpt2 { get; } = new("ByteLevel", null, Gpt2Words());

    /// <summary>Reads <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
    /// <exception cref="ModelFormatException">It is neither, empty, or an expression that .NET does not have.</exception>
    public static TextPattern Read(ModelJson json)
    {
        if (!json["String"].IsMissing)
        {
            var text = json["String"].Text();
            return text.Length > 0 ? new(json.Path, text, null) : throw json.Wrong("a text that is not empty");
        }

        var pattern = json["Regex"].Text();
        if (pattern.Length > MostPatternUnits) throw new ModelFormatException($"{json.Path}: the expression has {pattern.Length} characters; {MostPatternUnits} are allowed.");
        return new(json.Path, null, Known(pattern) ?? Make(pattern, json));
    }

    /// <summary>Places of the matches, in order, not overlapping. Empty matches are left out.</summary>
    /// <exception cref="ModelFormatException">The expression takes too long on this text.</exception>
    public List<(int Start, int Length)> Matches(string text)
    {
        var matches = new List<(int, int)>();
        if (literal is not null)
        {
            for (var at = text.IndexOf(literal, StringComparison.Ordinal); at >= 0; at = text.IndexOf(literal, at + literal.Length, StringComparison.Ordinal))
                matches.Add((at, literal.Length));
            return matches;
        }

        try
        {
            if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) return SupplementaryPlanes.Matches(regex!, text);
            foreach (var match in regex!.EnumerateMatches(text))
            {
                if (match.Length > 0) matches.Add((match.Index, match.Length));
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ModelFormatException($"{path}: the expression took longer than {Patience.TotalSeconds:0} s on a text of {text.Length} characters.", e);
        }

        return matches;
    }

    private static Regex Make(string pattern, ModelJson json)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"{json.Path}: the expression {pattern} is not supported: {e.Message}", e);
        }
    }

    /// <summary>Expressions of published models, compiled with this program.</summary>
    private static Regex? Known(string pattern) => pattern switch
    {
        @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+" => ClipWords(),
        @"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+" => ClipWordsAndEnds(),
        @"\s+" => Blanks(),
        _ => null,
    };

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex ClipWords();

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex ClipWordsAndEnds();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Words();
}
