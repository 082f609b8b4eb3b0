using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Finds the pictures that a question describes, by the words around them: title, uri, caption, text in the picture.</summary>
internal static class PictureFinder
{
    /// <summary>Gives one hit for each picture with the share of the description that its words cover, best first.</summary>
    public static List<(SearchHit Hit, double Support)> Find(Question question, IReadOnlyList<SearchHit> hits)
    {
        var pictures = new Dictionary<DocumentId, (SearchHit Hit, HashSet<string> Terms)>();
        foreach (var hit in hits)
        {
            if (hit.Passage.DocumentKind != ContentKind.Image) continue;
            if (!pictures.TryGetValue(hit.Passage.DocumentId, out var picture))
            {
                picture = (hit, new HashSet<string>(StringComparer.Ordinal));
                pictures.Add(hit.Passage.DocumentId, picture);
                Collect(hit.Passage.Title, picture.Terms);
                Collect(hit.Passage.Uri, picture.Terms);
            }

            foreach (var heading in hit.Passage.Chunk.Headings) Collect(heading, picture.Terms);
            Collect(hit.Passage.Text, picture.Terms);
        }

        var total = question.Terms.Sum(entry => entry.Share);
        return total == 0 ? [] : [.. pictures.Values
            .Select(picture => (picture.Hit, question.Terms.Sum(entry => picture.Terms.Contains(entry.Term) ? entry.Share : 0) / total))
            .OrderByDescending(entry => entry.Item2)
            .ThenBy(entry => entry.Hit.Rank)];
    }

    private static void Collect(string? text, HashSet<string> terms)
    {
        var reader = new TermReader(text);
        while (reader.Read()) terms.Add(reader.Term.ToString());
    }
}
