using Assistant.Index.Lexical;
using Assistant.Index.Text;

namespace Assistant.Evals.Index;

internal static class PlainQuery
{
    public static LexicalQuery Of(string text)
    {
        var analyzer = new TextAnalyzer();
        var terms = new List<QueryTerm>();
        var words = new WordSegmenter(text);
        while (words.MoveNext())
        {
            analyzer.Expand(words.Current, words.Shape, Language.English);
            for (var i = 0; i < analyzer.Count; i++)
            {
                var bytes = analyzer.Term(i).ToArray();
                var at = terms.FindIndex(t => t.Bytes.AsSpan().SequenceEqual(bytes));
                if (at >= 0)
                    terms[at] = terms[at] with { Boost = terms[at].Boost + 1 };
                else
                    terms.Add(new QueryTerm(bytes, 1));
            }
        }

        return new LexicalQuery(terms, [], []);
    }
}
