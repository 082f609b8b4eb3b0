namespace Assistant.Index.Tests.Properties;

/// <summary>
/// Random texts. Plain words (<c>bafok</c>) are the same term for every analysis here: no stemmer changes them, they stand in no
/// list of function words, and no other text holds them. All other text is there to make the analyses differ around them.
/// </summary>
internal static class RandomWords
{
    public static readonly string[] Tags = ["alpha", "Beta", "c++", "GRÖSSE ä", "東京", "two words"];

    private static readonly string[] Sentences =
    [
        "The rules of the houses are the same for all of them and for us.", "Die Regeln der Häuser sind für alle gleich und gelten auch für uns.",
        "Les règles des maisons sont les mêmes pour tous et aussi pour nous.", "Las reglas de las casas son las mismas para todos y también para nosotros.",
        "Le regole delle case sono le stesse per tutti e anche per noi.", "As regras das casas são as mesmas para todos e também para nós.",
        "Правила домов одинаковы для всех и для нас тоже.", "東京都の規則は同じです。", "규칙은 모두 같습니다",
    ];

    public static string Plain(Random random) => $"{"bdfgkm"[Skewed(random)]}{"aou"[random.Next(3)]}{"bdfgkm"[Skewed(random)]}{"aou"[random.Next(3)]}k";

    /// <summary>An identifier of parts that are no plain words, and a query for a part of it.</summary>
    public static string Identifier(Random random) => random.Next(5) switch
    {
        0 => $"{Part(random)}{char.ToUpperInvariant(Part(random)[0])}{Part(random)[1..]}",
        1 => $"{Part(random)}_{Part(random)}",
        2 => $"--{Part(random)}-{Part(random)}",
        3 => $"{Part(random)}.{Part(random)}()",
        _ => Part(random),
    };

    public static string Part(Random random) => $"{"bdfgkm"[random.Next(6)]}{"aou"[random.Next(3)]}x";

    public static string Text(Random random)
    {
        var words = new List<string>();
        for (var n = random.Next(1, 25); n > 0; n--)
            words.Add(random.Next(12) switch { 0 => Identifier(random), 1 => Sentences[random.Next(Sentences.Length)], _ => Plain(random) });
        return string.Join(' ', words);
    }

    /// <summary>One to five words that the SQLite index finds by the same term.</summary>
    public static string PlainQuery(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Plain(random)));

    /// <summary>Anything: function words, stems, phrases, exclusions, prefixes, identifiers.</summary>
    public static string AnyQuery(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(8) switch
    {
        0 => Sentences[random.Next(Sentences.Length)].Split(' ')[0],
        1 => $"\"{Plain(random)} {Plain(random)}\"",
        2 => "-" + Plain(random),
        3 => Plain(random)[..2] + "*",
        4 => Identifier(random),
        5 => "title:" + Plain(random),
        _ => Plain(random),
    }));

    private static int Skewed(Random random) => (int)(6 * Math.Pow(random.NextDouble(), 1.7));
}
