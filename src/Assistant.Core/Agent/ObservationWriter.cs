using System.Globalization;
using System.Text;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;
using Assistant.Core.Content;

namespace Assistant.Core.Agent;

/// <summary>Writes what a tool gave as the model reads it: passages with their numbers, shortened to what fits.</summary>
/// <param name="findings">Where passages get their numbers.</param>
/// <param name="longest">Most characters of one passage that is shortened by itself.</param>
/// <param name="budget">Most tokens of the passages of one search, which are shortened together; null for each by itself.</param>
internal sealed class ObservationWriter(Findings findings, int longest, int? budget = null)
{
    private const int ShortestPassage = 160;
    private const int CharactersPerToken = 3;

    /// <summary>Writes an observation and adds it to the findings.</summary>
    /// <param name="output">What the tool gave.</param>
    /// <param name="question">The question, by which passages are shortened.</param>
    /// <param name="length">Most characters.</param>
    /// <returns>The words, and their sources.</returns>
    public (string Text, IReadOnlyList<AnswerSource> Sources) Write(ToolOutput output, string question, int length)
    {
        output = Compressed(output, question, length);
        var text = new StringBuilder();
        var sources = new List<AnswerSource>();
        for (var i = 0; i < output.Passages.Count; i++)
        {
            var (passage, shown, query) = output.Passages[i];
            // What a short passage leaves is for those after it.
            var each = Math.Max(ShortestPassage, (length - text.Length - output.Text.Length) / (output.Passages.Count - i));
            var head = Head(passage);
            var body = Plain(shown ?? PassageShortener.Shorten(passage, Asked(query, question), Math.Clamp(each - head.Length - 8, ShortestPassage, longest)));
            if (i > 0 && text.Length + body.Length + head.Length > length)
                break;
            var n = findings.Number(passage);
            text.Append(i > 0 ? "\n\n" : "").Append(CultureInfo.InvariantCulture, $"[{n}] {head}\n{body}");
            sources.Add(AnswerSource.Of(passage, n));
        }

        if (output.Text.Length > 0)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(output.Text);
            // Errors and empty results support nothing.
            if (sources.Count == 0 && !output.Text.StartsWith("Error: ", StringComparison.Ordinal) && !output.Text.StartsWith("No ", StringComparison.Ordinal))
                findings.Say(output.Text);
        }

        return (text.ToString(), sources);
    }

    private ToolOutput Compressed(ToolOutput output, string question, int length)
    {
        if (budget is not { } tokens || output.Passages.Count == 0 || output.Passages.Any(passage => passage.Text is not null))
            return output;
        var query = output.Passages[0].Query;
        var room = length - output.Text.Length - output.Passages.Sum(passage => Head(passage.Passage).Length + 8);
        var kept = ContextCompressor.Compress(Asked(query, question), [.. output.Passages.Select(passage => passage.Passage)], Math.Clamp(tokens * CharactersPerToken, 1, Math.Max(room, ShortestPassage)));
        return output with { Passages = [.. kept.Select(passage => new ShownPassage(passage.Passage, passage.Text, query))] };
    }

    // A query of the question's own words asks what the question asks; another one asks for something on the way there.
    private static string Asked(string query, string question) => new Claim(query).Share(ClaimGround.Of(question)) > 0.9 ? question : query;

    private static string Head(Passage passage)
    {
        var title = passage.Title is { Length: > 0 } given ? given : passage.Uri;
        if (passage.DocumentKind == ContentKind.Image)
            return $"picture: {Line(title)} ({passage.Uri})";
        var heading = passage.Chunk.Headings.LastOrDefault(part => part.Length > 0 && part != title);
        return heading is null ? $"{Line(title)} ({passage.Uri})" : $"{Line(title)} › {Line(heading)} ({passage.Uri})";
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    // A passage cannot pass itself off as another observation, or as another passage.
    private static string Plain(string text) => text.Replace("Observation from", "Observation\u200b from", StringComparison.OrdinalIgnoreCase);
}
