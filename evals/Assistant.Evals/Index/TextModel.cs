using System.Globalization;
using System.Text;
using Assistant.Evals.Bench;

namespace Assistant.Evals.Index;

/// <summary>
/// Chunks and queries in the image of a text: word frequencies and word pairs are the text's own, because every word is drawn from
/// its places in the text. A chunk keeps to the neighbourhood of one place, so that words which belong together meet; a third of
/// the chunks end in a made-up identifier, so that the vocabulary grows with the corpus as it does in real text. Immutable.
/// </summary>
internal sealed class TextModel
{
    private const int FewestWords = 1000;
    private const long LargestFile = 4 << 20;
    private const long LargestText = 64 << 20;
    private const int LongestWord = 40;
    private const int Neighbourhood = 2000;
    private const int CommonWords = 50;
    private const int MostTries = 10_000;

    // Shares of words that follow the word before them, that come from the neighbourhood, and of chunks with an identifier.
    private const double Following = 0.7;
    private const double Near = 0.7;
    private const double Identified = 0.3;

    private static readonly double[] QueryLengths = [0.25, 0.55, 0.77, 0.9, 1];

    private readonly string[] _words;
    private readonly int[] _text;

    // Places of each word in the text, by word.
    private readonly int[] _places;
    private readonly int[] _firstPlace;
    private readonly HashSet<string> _common;

    private TextModel(IEnumerable<string> text)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var stream = new List<int>();
        foreach (var word in text)
        {
            if (!numbers.TryGetValue(word, out var number))
                numbers.Add(word, number = numbers.Count);
            stream.Add(number);
        }

        _text = [.. stream];
        _words = [.. numbers.Keys];
        _firstPlace = new int[_words.Length + 1];
        foreach (var word in _text)
            _firstPlace[word + 1]++;
        for (var word = 0; word < _words.Length; word++)
            _firstPlace[word + 1] += _firstPlace[word];
        _places = new int[_text.Length];
        var next = _firstPlace.ToArray();
        for (var at = 0; at < _text.Length; at++)
            _places[next[_text[at]]++] = at;
        _common = [.. _text.CountBy(word => word).GroupBy(entry => Folded(_words[entry.Key])).OrderByDescending(group => group.Sum(entry => (long)entry.Value)).ThenBy(group => group.Key, StringComparer.Ordinal).Take(CommonWords).Select(group => group.Key)];
    }

    /// <summary>Takes the words of a folder's text files: valid UTF-8 without zero bytes, up to 4 MiB each and 64 MiB together.</summary>
    /// <exception cref="InvalidDataException">There are fewer than 1,000 words.</exception>
    public static TextModel FromFolder(string folder)
    {
        var model = new TextModel(WordsOf(folder));
        return model._text.Length >= FewestWords
            ? model
            : throw new InvalidDataException($"{folder} holds {model._text.Length} words in text files; {FewestWords} are needed. Name a folder with more text.");
    }

    /// <summary>Takes 1,000,000 words of a made-up vocabulary whose frequencies follow Zipf's law.</summary>
    public static TextModel MadeUp(int seed) => new(new ZipfText(seed).Next(1_000_000).Split(' '));

    /// <summary>A chunk of 20 to 400 words, about 100.</summary>
    public string Chunk(Random random)
    {
        var length = (int)Math.Clamp(95 * Math.Exp(0.3 * ClusteredVectors.Normal(random)), 20, 400);
        var home = random.Next(_text.Length);
        var at = home;
        var chunk = new StringBuilder(length * 7);
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
                chunk.Append(' ');
            chunk.Append(_words[_text[at]]);
            at = Next(at, home, random);
        }

        if (random.NextDouble() < Identified)
        {
            // Numbers by Zipf's law as well: p(n) falls with n to the power of 1.15.
            var number = (long)Math.Min(1e12, Math.Pow(1 - random.NextDouble(), -1 / 0.15));
            chunk.Append(CultureInfo.InvariantCulture, $" {Folded(_words[_text[home]])}-{number}");
        }

        return chunk.ToString();
    }

    /// <summary>A query of 2 to 6 different words that stand close together in the text; four of five very common words are left out.</summary>
    /// <exception cref="InvalidDataException">The text repeats too few words.</exception>
    public string Query(Random random)
    {
        var length = 2 + Array.FindIndex(QueryLengths, share => share > random.NextDouble() || share == 1);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var query = new List<string>();
            var first = random.Next(_text.Length);
            for (var at = first; at < Math.Min(first + 40, _text.Length) && query.Count < length; at++)
            {
                var word = Folded(_words[_text[at]]);
                if (word.Length > 1 && !query.Contains(word) && (!_common.Contains(word) || random.NextDouble() < 0.2))
                    query.Add(word);
            }

            if (query.Count == length)
                return string.Join(' ', query);
        }

        throw new InvalidDataException($"The text has no place with {length} different words for a query. Name a folder with more text.");
    }

    private int Next(int at, int home, Random random)
    {
        if (random.NextDouble() < Following)
        {
            var word = _text[at];
            at = _places[random.Next(_firstPlace[word], _firstPlace[word + 1])];
            return (at + 1) % _text.Length;
        }

        return random.NextDouble() < Near ? (home + random.Next(Neighbourhood)) % _text.Length : random.Next(_text.Length);
    }

    private static string Folded(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static IEnumerable<string> WordsOf(string folder)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var taken = 0L;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var length = new FileInfo(path).Length;
            if (length > LargestFile || taken + length > LargestText)
                continue;
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().Contains((byte)0) || !TryDecode(strict, bytes, out var text))
                continue;
            taken += length;
            foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.Length <= LongestWord)
                    yield return word;
            }
        }
    }

    private static bool TryDecode(UTF8Encoding encoding, byte[] bytes, out string text)
    {
        try
        {
            text = encoding.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            // Not a text file; the folder may hold pictures beside its text.
            text = "";
            return false;
        }
    }
}
