using System.Text;

namespace Assistant.Evals.Bench;

/// <summary>
/// Text whose word frequencies follow Zipf's law, p(rank) ~ 1 / rank, over a made-up vocabulary: the same for a seed on every machine.
/// </summary>
public sealed class ZipfText
{
    private const int Vocabulary = 50_000;
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "wa", "ze", "lin", "mar", "ton"];
    private readonly Random random;
    private readonly double[] cumulative = new double[Vocabulary];

    /// <summary>Starts a stream of text.</summary>
    public ZipfText(int seed)
    {
        random = new Random(seed);
        double sum = 0;
        for (var rank = 0; rank < Vocabulary; rank++) cumulative[rank] = sum += 1.0 / (rank + 1);
        for (var rank = 0; rank < Vocabulary; rank++) cumulative[rank] /= sum;
    }

    /// <summary>The next words, separated by blanks.</summary>
    public string Next(int words)
    {
        var text = new StringBuilder(words * 7);
        for (var i = 0; i < words; i++)
        {
            if (i > 0) text.Append(' ');
            var at = Array.BinarySearch(cumulative, random.NextDouble());
            Spell(at < 0 ? ~at : at, text);
        }

        return text.ToString();
    }

    /// <summary>A query of 2 to 6 words drawn as the text is, without the hundred most frequent, which stand for stop words.</summary>
    public string NextQuery()
    {
        var words = random.Next(2, 7);
        var query = new StringBuilder();
        while (words > 0)
        {
            var at = Array.BinarySearch(cumulative, random.NextDouble());
            var rank = at < 0 ? ~at : at;
            if (rank < 100) continue;
            if (query.Length > 0) query.Append(' ');
            Spell(rank, query);
            words--;
        }

        return query.ToString();
    }

    private static void Spell(int rank, StringBuilder text)
    {
        // The number of the word in base 20, as syllables.
        var number = rank + Syllables.Length;
        while (number > 0)
        {
            text.Append(Syllables[number % Syllables.Length]);
            number /= Syllables.Length;
        }
    }
}
