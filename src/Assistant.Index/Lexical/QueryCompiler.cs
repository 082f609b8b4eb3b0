using Assistant.Index.Segments;
using Assistant.Index.Text;

namespace Assistant.Index.Lexical;

/// <summary>Turns a user's query into terms: the same analysis as for chunks, in every language that the index holds.</summary>
internal sealed class QueryCompiler
{
    /// <summary>Terms of a query at most; of longer ones the first count.</summary>
    public const int MostTerms = 192;

    private const int MostExpansions = 64;

    private readonly IReadOnlyList<SegmentView> _views;
    private readonly double _stopWordWeight;
    private readonly Language[] _languages;
    private readonly TextAnalyzer _analyzer = new();
    private readonly Dictionary<(string Term, int Fields), int> _indices = [];
    private readonly List<QueryTerm> _terms = [];
    private readonly List<QueryPhrase> _required = [];
    private readonly List<QueryPhrase> _excluded = [];
    private Language _stopWords;
    private int _groups;

    private QueryCompiler(IReadOnlyList<SegmentView> views, double stopWordWeight)
    {
        _views = views;
        _stopWordWeight = stopWordWeight;
        var counts = new long[StopWords.LanguageCount];
        foreach (var view in views)
        {
            for (var language = 0; language < counts.Length; language++)
                counts[language] += view.LanguageCounts[language];
        }

        _languages = [.. Enumerable.Range(0, counts.Length).Where(l => counts[l] > 0).OrderByDescending(l => counts[l]).ThenBy(l => l).Select(l => (Language)l)];
    }

    /// <summary>Compiles a query for a snapshot.</summary>
    public static LexicalQuery Compile(string query, IReadOnlyList<SegmentView> views, double stopWordWeight)
    {
        var compiler = new QueryCompiler(views, stopWordWeight);
        var parts = QuerySyntax.Parse(query);
        compiler.ChooseStopWords(query);
        var content = parts.Exists(p => p.Kind is QueryPartKind.Prefix or QueryPartKind.Required) || parts.Exists(p => p.Kind == QueryPartKind.Words && compiler.HasContent(p.Text));
        foreach (var part in parts)
            compiler.Add(part, content);
        return new LexicalQuery(compiler._terms, compiler._required, compiler._excluded);
    }

    private void Add(QueryPart part, bool content)
    {
        switch (part.Kind)
        {
            case QueryPartKind.Words:
                AddWords(part.Text, content);
                break;
            case QueryPartKind.Prefix:
                AddPrefix(part.Text);
                break;
            case QueryPartKind.Required:
                AddPhrase(part, 1, _required);
                break;
            case QueryPartKind.Excluded:
                AddPhrase(part, 0, _excluded);
                break;
        }
    }

    private bool HasContent(string text)
    {
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            if (!IsStopWord(words.Current))
                return true;
        }

        return false;
    }

    private bool IsStopWord(ReadOnlySpan<char> word) => StopWords.ContainsAny(new ReadOnlySpan<Language>(in _stopWords), word);

    /// <summary>
    /// The stop words of one language only: that of most chunks, unless the query has several of another and more of them. The
    /// German article must not take "die" out of an English query.
    /// </summary>
    private void ChooseStopWords(string query)
    {
        if (_languages.Length == 0)
            return;
        _stopWords = _languages[0];
        var most = CountStopWords(query, _stopWords);
        foreach (var language in _languages.AsSpan(1))
        {
            var count = CountStopWords(query, language);
            if (count >= 2 && count > most)
                (_stopWords, most) = (language, count);
        }
    }

    private static int CountStopWords(string query, Language language)
    {
        var count = 0;
        var words = new WordSegmenter(query);
        while (words.MoveNext())
            count += StopWords.ContainsAny(new ReadOnlySpan<Language>(in language), words.Current) ? 1 : 0;
        return count;
    }

    private void AddWords(string text, bool content)
    {
        var words = new WordSegmenter(text);
        while (words.MoveNext() && _terms.Count < MostTerms)
        {
            var boost = content && IsStopWord(words.Current) ? (float)_stopWordWeight : 1;
            if (boost <= 0)
                continue;
            var seen = new HashSet<string>();
            foreach (var language in _languages)
            {
                _analyzer.Expand(words.Current, words.Shape, language);
                for (var i = 0; i < _analyzer.Count; i++)
                {
                    var term = System.Text.Encoding.UTF8.GetString(_analyzer.Term(i));
                    if (seen.Add(term))
                        AddTerm(term, boost, FieldWeights.AllFields);
                }
            }
        }
    }

    private int AddTerm(string term, float boost, int fields, int group = -1)
    {
        if (_indices.TryGetValue((term, fields), out var index))
        {
            _terms[index] = _terms[index] with { Boost = _terms[index].Boost + boost };
            return index;
        }

        _indices[(term, fields)] = _terms.Count;
        _terms.Add(new QueryTerm(System.Text.Encoding.UTF8.GetBytes(term), boost, fields, group));
        return _terms.Count - 1;
    }

    private void AddPhrase(QueryPart part, float boost, List<QueryPhrase> target)
    {
        var fields = part.Field switch
        {
            "title" => 1 << (int)IndexField.Title,
            "heading" or "headings" => 1 << (int)IndexField.Headings,
            "body" or "text" => 1 << (int)IndexField.Body,
            "caption" or "ocr" => 1 << (int)IndexField.Caption,
            _ => FieldWeights.AllFields,
        };
        var slots = new SortedDictionary<int, HashSet<int>>();
        var position = 0;
        var words = new WordSegmenter(part.Text);
        while (words.MoveNext() && slots.Count < MostTerms)
        {
            foreach (var language in _languages)
            {
                _analyzer.Expand(words.Current, words.Shape, language);

                // An identifier's first term is the whole, its parts stand at the same places as in "parts of it" written apart.
                var first = _analyzer.Count > 1 && words.Shape is WordShape.Identifier or WordShape.Flag ? 1 : 0;
                for (var i = Math.Min(first, Math.Max(0, _analyzer.Count - 1)); i < _analyzer.Count; i++)
                {
                    var at = position + _analyzer.Offset(i);
                    if (!slots.TryGetValue(at, out var terms))
                        slots[at] = terms = [];
                    terms.Add(AddTerm(System.Text.Encoding.UTF8.GetString(_analyzer.Term(i)), boost, fields));
                }
            }

            position += _analyzer.Advance;
        }

        if (slots.Count > 0)
            target.Add(new QueryPhrase([.. slots.Select(s => (s.Key, s.Value.ToArray()))], fields));
    }

    private void AddPrefix(string prefix)
    {
        _analyzer.Expand(prefix, WordShape.Word, Language.None);
        if (_analyzer.Count == 0)
            return;
        var start = _analyzer.Term(0).ToArray();
        var found = new Dictionary<string, long>();
        foreach (var view in _views)
        {
            for (var cursor = view.Segment.Terms.Seek(start); cursor.MoveNext() && cursor.Term.StartsWith(start);)
            {
                var term = System.Text.Encoding.UTF8.GetString(cursor.Term);
                found[term] = found.GetValueOrDefault(term) + cursor.Entry.Documents;
            }
        }

        // The most frequent ones, weighed together like one word.
        var group = _groups++;
        foreach (var (term, _) in found.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(MostExpansions))
            AddTerm(term, 1, FieldWeights.AllFields, group);
    }
}
