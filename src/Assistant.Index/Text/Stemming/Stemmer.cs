namespace Assistant.Index.Text.Stemming;

/// <summary>Snowball stemmers by language.</summary>
internal static class Stemmer
{
    /// <summary>Room that a stemmer may need behind the word.</summary>
    public const int Slack = 4;

    /// <summary>Stems a lower-case word in place, accents kept; the span has <see cref="Slack"/> more units than <paramref name="length"/>.</summary>
    /// <returns>Length of the stem.</returns>
    public static int Stem(Language language, Span<char> word, int length) => language switch
    {
        Language.English => EnglishStemmer.Stem(word, length),
        _ => length,
    };
}
