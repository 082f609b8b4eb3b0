namespace Assistant.Index.Text;

/// <summary>
/// Chooses the language that a chunk is stemmed in: the one whose stop words are most frequent in its first words, if they are
/// at least three, one in ten, and clearly ahead; else the first of the configured ones. Keeps a buffer: one thread at a time.
/// </summary>
internal sealed class LanguageChooser
{
    private const int WordsRead = 80;
    private const int LeastStopWords = 3;

    private readonly Language[] _languages;
    private readonly int[] _counts = new int[StopWords.LanguageCount];
    private readonly char[] _lower = new char[16];

    /// <param name="languages">Languages to choose from; the first is taken when the text does not tell.</param>
    public LanguageChooser(params ReadOnlySpan<Language> languages) => _languages = languages.IsEmpty ? [Language.None] : languages.ToArray();

    /// <summary>The language of a text.</summary>
    public Language Choose(ReadOnlySpan<char> text)
    {
        if (_languages.Length == 1)
            return _languages[0];
        Array.Clear(_counts);
        var words = new WordSegmenter(text);
        var read = 0;
        for (; read < WordsRead && words.MoveNext(); read++)
        {
            if (words.Length > _lower.Length)
                continue;
            var word = _lower.AsSpan(0, CharFolding.Lower(words.Current, _lower));
            foreach (var language in _languages)
            {
                if (StopWords.Contains(language, word))
                    _counts[(int)language]++;
            }
        }

        var best = _languages[0];
        foreach (var language in _languages)
        {
            if (_counts[(int)language] > _counts[(int)best] + (_counts[(int)best] / 4) && _counts[(int)language] >= LeastStopWords && _counts[(int)language] * 10 >= read)
                best = language;
        }

        return best;
    }
}
