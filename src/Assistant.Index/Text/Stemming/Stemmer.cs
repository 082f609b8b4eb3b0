namespace Assistant.Index.Text.Stemming;

/// <summary>Snowball stemmers by language.</summary>
internal static class Stemmer
{
    /// <summary>Room that a stemmer may need behind the word.</summary>
    public const int Slack = 8;

    // Shortest article that is elided, and longest: l', dell', quell'.
    private const int LongestElision = 6;

    /// <summary>Stems a lower-case word in place, accents kept; the span has <see cref="Slack"/> more units than <paramref name="length"/>.</summary>
    /// <returns>Length of the stem.</returns>
    public static int Stem(Language language, Span<char> word, int length)
    {
        if (length < 3)
            return length;
        switch (language)
        {
            case Language.English:
                return EnglishStemmer.Stem(word, length);
            case Language.German:
                return GermanStemmer.Stem(word, length);
            case Language.French:
                return FrenchStemmer.Stem(word, WithoutElision(word, length));
            case Language.Spanish:
                return SpanishStemmer.Stem(word, length);
            case Language.Italian:
                return ItalianStemmer.Stem(word, WithoutElision(word, length));
            case Language.Portuguese:
                return PortugueseStemmer.Stem(word, length);
            case Language.Russian:
                return RussianStemmer.Stem(word, length);
            default:
                return length;
        }
    }

    /// <summary>Takes off an elided article or pronoun, which word segmentation leaves on: l'amour, dell'arte.</summary>
    private static int WithoutElision(Span<char> word, int length)
    {
        var apostrophe = word[..length].IndexOf('\'');
        if (apostrophe is <= 0 or >= LongestElision || length - apostrophe - 1 < 3)
            return length;
        word[(apostrophe + 1)..length].CopyTo(word);
        return length - apostrophe - 1;
    }
}
