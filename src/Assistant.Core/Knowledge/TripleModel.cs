using System.Text.Json;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Text;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Knowledge;

/// <summary>Triples by a language model, passage by passage. Each is kept only with a sentence of the passage that holds its subject and object.</summary>
internal sealed class TripleModel(IChatClient chat)
{
    private const int MostTokens = 400;
    private static readonly PromptTemplate Prompt = PromptTemplate.Of("Knowledge", "triples");

    private static readonly ChatResponseFormat Format = new ChatResponseFormatJson(
        JsonElement.Parse("""
            {"type":"object","properties":{"triples":{"type":"array","maxItems":12,"items":{"type":"object",
              "properties":{"subject":{"type":"string"},"predicate":{"type":"string"},"object":{"type":"string"}},
              "required":["subject","predicate","object"],"additionalProperties":false}}},"required":["triples"],"additionalProperties":false}
            """),
        "triples");

    /// <summary>Takes the triples of a document.</summary>
    /// <exception cref="ChatModelException">The model cannot be reached, or refuses.</exception>
    public async ValueTask<IReadOnlyList<Triple>> ExtractAsync(ParsedDocument document, IReadOnlyList<Chunk> chunks, int most, CancellationToken cancellationToken)
    {
        var found = new TripleSet(most);
        foreach (var chunk in chunks)
        {
            if (found.IsFull)
                break;
            var text = document.Text[chunk.Start..chunk.End];
            var headings = string.Join(" › ", new[] { document.Title ?? "" }.Concat(chunk.Headings).Where(part => part.Length > 0).Distinct());
            var response = await chat.GetResponseAsync(
                Prompt.Fill(("headings", headings), ("passage", text)),
                new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokens, ResponseFormat = Format },
                cancellationToken).ConfigureAwait(false);
            foreach (var (subject, predicate, value) in Read(response.Text))
            {
                if (SentenceOf(text, headings, subject, value) is { } unit)
                    found.Add(new Triple(subject, predicate, value, chunk.Start + unit.Start, chunk.Start + unit.End));
            }
        }

        return found.All;
    }

    private static IEnumerable<(string Subject, string Predicate, string Object)> Read(string written)
    {
        JsonElement list;
        try
        {
            if (!JsonElement.Parse(written).TryGetProperty("triples", out list) || list.ValueKind != JsonValueKind.Array)
                return [];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Cut at its longest, or no JSON at all: this passage gives none; the others are not held up.
            return [];
        }

        return [.. list.EnumerateArray().Select(one => (Text(one, "subject"), Text(one, "predicate"), Text(one, "object"))).Where(triple => triple.Item1.Length > 0 && triple.Item2.Length > 0 && triple.Item3.Length > 0)];

        static string Text(JsonElement one, string name) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
    }

    /// <summary>The first sentence that holds the object, and the subject too or under a heading with it; null when there is none, and the triple is made up.</summary>
    private static TextUnit? SentenceOf(string text, string headings, string subject, string value)
    {
        var (subjects, values, above) = (TermsOf(subject), TermsOf(value), TermsOf(headings));
        if (subjects.Count == 0 || values.Count == 0)
            return null;
        foreach (var unit in TextUnitSplitter.Split(text))
        {
            var terms = TermsOf(text[unit.Start..unit.End]);
            if (values.All(terms.Contains) && subjects.All(term => terms.Contains(term) || above.Contains(term)))
                return unit;
        }

        return null;
    }

    private static HashSet<string> TermsOf(string text) => Term.ListOf(text).Select(term => term.Value).ToHashSet(StringComparer.Ordinal);
}
