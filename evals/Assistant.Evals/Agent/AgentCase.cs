using System.Text.Json;
using System.Text.RegularExpressions;
using Assistant.Contracts.Http;

namespace Assistant.Evals.Agent;

/// <summary>A question with what a right answer shows; one JSON object a line.</summary>
/// <param name="Question">The question.</param>
/// <param name="Kind"><c>text</c>, <c>image</c>, <c>arithmetic</c>, <c>multi-hop</c> or <c>unanswerable</c>.</param>
/// <param name="Patterns">Regular expressions (case ignored) that all must match the answer.</param>
/// <param name="Sources">Uris of documents that answer it. A uri that ends in <c>*</c> is a prefix.</param>
/// <param name="Acceptance">Whether it belongs to the smaller set that was chosen beforehand to accept a model by.</param>
public sealed record AgentCase(string Question, string Kind, IReadOnlyList<string> Patterns, IReadOnlyList<string> Sources, bool Acceptance = false)
{
    /// <summary>Every kind, in the order of reports.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["text", "image", "arithmetic", "multi-hop", "unanswerable"];

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Reads cases; lines that begin with // are remarks.</summary>
    /// <exception cref="InvalidDataException">A line is not a case; the message names it.</exception>
    public static async Task<IReadOnlyList<AgentCase>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var cases = new List<AgentCase>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith("//", StringComparison.Ordinal)) continue;
            try
            {
                var item = JsonSerializer.Deserialize<AgentCase>(line, AssistantJson.Options);
                if (item?.Question is not { Length: > 0 } || !Kinds.Contains(item.Kind)) throw new InvalidDataException($"{path}, line {number}: question and a kind of {string.Join(", ", Kinds)} are needed.");
                cases.Add(item with { Patterns = item.Patterns ?? [], Sources = item.Sources ?? [] });
            }
            catch (JsonException failure)
            {
                throw new InvalidDataException($"{path}, line {number}: {failure.Message}", failure);
            }
        }

        return cases;
    }

    /// <summary>Whether an answer shows all that it must.</summary>
    public bool Matches(string answer) => Patterns.All(pattern => Regex.IsMatch(answer, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout));

    /// <summary>Whether a text shows any of it.</summary>
    public bool MatchesAny(string text) => Patterns.Any(pattern => Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout));

    /// <summary>Whether a document is one that answers it.</summary>
    public bool IsSource(string uri) => Sources.Any(source => source.EndsWith('*') ? uri.StartsWith(source[..^1], StringComparison.Ordinal) : uri == source);
}
