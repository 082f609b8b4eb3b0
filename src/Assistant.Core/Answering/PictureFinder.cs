using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Finds the pictures that a question describes: by the words around them (title, uri, captions, text in the picture), and by their look.</summary>
internal static class PictureFinder
{
    private const int MostRead = 20;

    /// <summary>
    /// Gives one hit for each picture with its support, 0 to 1: the share of the description that its words cover and how surely it
    /// looks like it, as two signs of which either may do. In the order of the search, which weighs words and looks against each
    /// other; where nothing looked at the pictures, by support.
    /// </summary>
    public static async ValueTask<List<(SearchHit Hit, double Support)>> FindAsync(Question question, IReadOnlyList<SearchHit> hits, IContentStore store, CancellationToken cancellationToken)
    {
        var total = question.Terms.Sum(entry => entry.Share);
        var found = new List<(SearchHit Hit, double Support)>();
        if (total == 0) return found;
        foreach (var hit in hits.Where(hit => hit.Passage.DocumentKind == ContentKind.Image).DistinctBy(hit => hit.Passage.DocumentId).Take(MostRead))
        {
            var terms = new HashSet<string>(StringComparer.Ordinal);
            Collect(hit.Passage.Title, terms);
            Collect(hit.Passage.Uri, terms);
            foreach (var heading in hit.Passage.Chunk.Headings) Collect(heading, terms);
            Collect((await store.ReadTextAsync(hit.Passage.DocumentId, cancellationToken).ConfigureAwait(false))?.Text, terms);
            var read = question.Terms.Sum(entry => terms.Contains(entry.Term) ? entry.Share : 0) / total;
            var seen = hit.SeenProbability ?? LookCertainty.Of(hit.SeenDeviations ?? 0);
            found.Add((hit, 1 - ((1 - read) * (1 - seen))));
        }

        return found.Exists(entry => entry.Hit.SeenDeviations is not null) ? found : [.. found.OrderByDescending(entry => entry.Support).ThenBy(entry => entry.Hit.Rank)];
    }

    private static void Collect(string? text, HashSet<string> terms)
    {
        var reader = new TermReader(text);
        while (reader.Read()) terms.Add(reader.Term.ToString());
    }
}
