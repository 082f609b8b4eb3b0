using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Finds the pictures that a question describes: by the words around them (title, uri, caption, text in the picture), and by their look.</summary>
internal static class PictureFinder
{
    // A look this far above that of unrelated pairs counts like words that cover the whole description; 0.6 of it is one pair in a hundred.
    private const double DeviationsOfCertainty = 4;

    /// <summary>Gives one hit for each picture with its support, 0 to 1, best first: the share of the description that its words cover and how surely it looks like it, as two signs of which either may do.</summary>
    public static List<(SearchHit Hit, double Support)> Find(Question question, IReadOnlyList<SearchHit> hits)
    {
        var pictures = new Dictionary<DocumentId, Found>();
        foreach (var hit in hits)
        {
            if (hit.Passage.DocumentKind != ContentKind.Image) continue;
            if (!pictures.TryGetValue(hit.Passage.DocumentId, out var picture))
            {
                picture = new Found(hit);
                pictures.Add(hit.Passage.DocumentId, picture);
                Collect(hit.Passage.Title, picture.Terms);
                Collect(hit.Passage.Uri, picture.Terms);
            }

            foreach (var heading in hit.Passage.Chunk.Headings) Collect(heading, picture.Terms);
            Collect(hit.Passage.Text, picture.Terms);
            if (hit.SeenDeviations is { } deviations) picture.Seen = Math.Clamp(deviations / DeviationsOfCertainty, 0, 1);
        }

        var total = question.Terms.Sum(entry => entry.Share);
        if (total == 0) return [];
        return [.. pictures.Values
            .Select(picture => (picture.Hit, Support: 1 - ((1 - (question.Terms.Sum(entry => picture.Terms.Contains(entry.Term) ? entry.Share : 0) / total)) * (1 - picture.Seen))))
            .OrderByDescending(entry => entry.Support)
            .ThenBy(entry => entry.Hit.Rank)];
    }

    private static void Collect(string? text, HashSet<string> terms)
    {
        var reader = new TermReader(text);
        while (reader.Read()) terms.Add(reader.Term.ToString());
    }

    private sealed class Found(SearchHit hit)
    {
        public SearchHit Hit => hit;

        public HashSet<string> Terms { get; } = new(StringComparer.Ordinal);

        public double Seen { get; set; }
    }
}
