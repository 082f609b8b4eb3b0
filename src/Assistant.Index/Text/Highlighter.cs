using System.Text;
using Assistant.Core.Retrieval;

namespace Assistant.Index.Text;

/// <summary>
/// Finds the words of a text that a query's words, phrases and prefixes match, by the analysis that the index uses: other
/// forms of a word, folded accents, parts of identifiers. Made once for a query; one thread at a time.
/// </summary>
public sealed class Highlighter
{
    private readonly Language[] _languages;
    private readonly TextAnalyzer _analyzer = new();
    private readonly HashSet<string> _terms = new(StringComparer.Ordinal);
    private readonly List<byte[]> _prefixes = [];

    /// <param name="query">As the user wrote it.</param>
    /// <param name="languages">Languages that the texts may be in, that of the query first; English when empty.</param>
    public Highlighter(string query, params ReadOnlySpan<Language> languages)
    {
        ArgumentNullException.ThrowIfNull(query);
        _languages = languages.IsEmpty ? [Language.English] : languages.ToArray();
        var parts = QuerySyntax.Parse(query);
        var content = parts.Exists(p => p.Kind is not (QueryPartKind.Words or QueryPartKind.Excluded) || HasContent(p.Text));
        foreach (var part in parts)
        {
            if (part.Kind == QueryPartKind.Prefix)
                AddPrefix(part.Text);
            else if (part.Kind != QueryPartKind.Excluded)
                AddTerms(part.Text, skipStopWords: content && part.Kind == QueryPartKind.Words);
        }
    }

    /// <summary>Finds the matching words, ascending and not overlapping; a word that matches in part is given whole, of a run of ideographs the matching ones.</summary>
    public IReadOnlyList<TextSpan> Find(ReadOnlySpan<char> text)
    {
        var spans = new List<TextSpan>();
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            if (words.Shape == WordShape.Ideographs)
                AddIdeographs(words.Current, words.Start, spans);
            else if (Matches(words.Current, words.Shape))
                spans.Add(new TextSpan(words.Start, words.Start + words.Length));
        }

        return spans;
    }

    private void AddIdeographs(ReadOnlySpan<char> run, int start, List<TextSpan> spans)
    {
        _analyzer.Expand(run, WordShape.Ideographs, Language.None);
        var first = 0;
        for (var i = 0; i < _analyzer.Count; i++)
        {
            var next = After(run, first);
            var end = next < run.Length ? After(run, next) : next;
            if (_terms.Contains(Encoding.UTF8.GetString(_analyzer.Term(i))))
            {
                if (spans.Count > 0 && spans[^1].End >= start + first)
                    spans[^1] = spans[^1] with { End = start + end };
                else
                    spans.Add(new TextSpan(start + first, start + end));
            }

            first = next;
        }
    }

    /// <summary>Position behind a character and its marks.</summary>
    private static int After(ReadOnlySpan<char> run, int at)
    {
        at += char.IsHighSurrogate(run[at]) && at + 1 < run.Length ? 2 : 1;
        while (at < run.Length && CharClasses.Of(run[at]) == CharClass.Mark)
            at++;
        return at;
    }

    private bool Matches(ReadOnlySpan<char> word, WordShape shape)
    {
        foreach (var language in _languages)
        {
            _analyzer.Expand(word, shape, language);
            for (var i = 0; i < _analyzer.Count; i++)
            {
                var term = _analyzer.Term(i);
                if (_terms.Contains(Encoding.UTF8.GetString(term)))
                    return true;
                foreach (var prefix in _prefixes)
                {
                    if (term.StartsWith(prefix))
                        return true;
                }
            }
        }

        return false;
    }

    private void AddPrefix(string prefix)
    {
        _analyzer.Expand(prefix, WordShape.Word, Language.None);
        if (_analyzer.Count > 0)
            _prefixes.Add(_analyzer.Term(0).ToArray());
    }

    private void AddTerms(string text, bool skipStopWords)
    {
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            if (skipStopWords && StopWords.ContainsAny(_languages.AsSpan(0, 1), words.Current))
                continue;
            foreach (var language in _languages)
            {
                _analyzer.Expand(words.Current, words.Shape, language);
                for (var i = 0; i < _analyzer.Count; i++)
                    _terms.Add(Encoding.UTF8.GetString(_analyzer.Term(i)));
            }
        }
    }

    private bool HasContent(string text)
    {
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            if (!StopWords.ContainsAny(_languages.AsSpan(0, 1), words.Current))
                return true;
        }

        return false;
    }
}
