using System.Text.Json;
using System.Text.RegularExpressions;
using Assistant.Contracts.Http;

namespace Assistant.Evals.Answers;

/// <summary>A question with what a right answer must show.</summary>
/// <param name="Question">The question.</param>
/// <param name="Kind"><c>answerable</c>, <c>unanswerable</c> or <c>picture</c>.</param>
/// <param name="Patterns">Regular expressions (case ignored) that all must match the answer.</param>
/// <param name="Sources">Uris of documents that answer it; a citation of any one is right. A uri that ends in <c>*</c> is a prefix.</param>
public sealed record AnswerCase(string Question, string Kind, IReadOnlyList<string> Patterns, IReadOnlyList<string> Sources)
{
    private static readonly string[] Kinds = ["answerable", "unanswerable", "picture"];
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Reads cases, one JSON object a line; lines that begin with // are remarks.</summary>
    /// <exception cref="InvalidDataException">A line is not a case; the message names it.</exception>
    public static async Task<IReadOnlyList<AnswerCase>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var cases = new List<AnswerCase>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith("//", StringComparison.Ordinal)) continue;
            AnswerCase? item;
            try
            {
                item = JsonSerializer.Deserialize<AnswerCase>(line, AssistantJson.Options);
            }
            catch (JsonException failure)
            {
                throw new InvalidDataException($"{path}, line {number}: {failure.Message}", failure);
            }

            if (item?.Question is null || !Kinds.Contains(item.Kind)) throw new InvalidDataException($"{path}, line {number}: question and a kind of {string.Join(", ", Kinds)} are needed.");
            cases.Add(item with { Patterns = item.Patterns ?? [], Sources = item.Sources ?? [] });
        }

        return cases;
    }

    /// <summary>Whether an answer shows all that it must.</summary>
    public bool Matches(string answer) => Patterns.All(pattern => Regex.IsMatch(answer, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout));

    /// <summary>Whether a document is one that answers it.</summary>
    public bool IsSource(string uri) => Sources.Any(source => source.EndsWith('*') ? uri.StartsWith(source[..^1], StringComparison.Ordinal) : uri == source);
}
