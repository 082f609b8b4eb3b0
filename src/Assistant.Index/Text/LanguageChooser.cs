namespace Assistant.Index.Text;

/// <summary>Chooses the language that a chunk is stemmed in.</summary>
internal sealed class LanguageChooser
{
    private readonly Language[] _languages;

    /// <param name="languages">Languages to choose from; the first is taken when the text does not tell.</param>
    public LanguageChooser(params Language[] languages) => _languages = languages.Length == 0 ? [Language.None] : languages;

    /// <summary>The language of a text.</summary>
    public Language Choose(ReadOnlySpan<char> text)
    {
        _ = text;
        return _languages[0];
    }
}
