using System.Text;
using System.Text.Json;
using Assistant.Connectors.Producers.Targets;
using Assistant.Contracts.Http;

namespace Assistant.Connectors.Producers.Lines;

/// <summary>Submits lines of JSON, <c>{"uri": "…", "text": "…", "mediaType": "…"}</c>, as standard input carries them; the media type is optional.</summary>
public sealed class JsonLinesIngest(IContentTarget target)
{
    private const int BatchLines = 256;
    private const int BatchCharacters = 8 << 20;

    /// <summary>Reads lines until the end, in bounded memory.</summary>
    /// <returns>One answer for each line that is not blank; a line that is no such object has no id and a reason, and its uri is <c>line N</c>.</returns>
    public async IAsyncEnumerable<ContentAcceptedItem> RunAsync(TextReader lines, string collection, string source = "stdin", IReadOnlyList<string>? tags = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        List<OfferedContent> batch = [];
        var characters = 0;
        var number = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (Read(line) is { } content)
            {
                batch.Add(content with { Tags = tags });
                characters += line.Length;
            }
            else
            {
                yield return new ContentAcceptedItem($"line {number}", null, 0, "Rejected", false, "not a JSON object with the strings uri and text");
            }

            if (batch.Count < BatchLines && characters < BatchCharacters)
                continue;
            foreach (var answer in await target.SubmitAsync(collection, source, batch, cancellationToken))
                yield return answer;
            batch.Clear();
            characters = 0;
        }

        if (batch.Count > 0)
            foreach (var answer in await target.SubmitAsync(collection, source, batch, cancellationToken))
                yield return answer;
    }

    private static OfferedContent? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, AssistantJson.Options) is { Uri.Length: > 0, Text: { } text } read
                ? new OfferedContent(read.Uri, Encoding.UTF8.GetBytes(text), read.MediaType ?? "text/plain")
                : null;
        }
        catch (JsonException)
        {
            // One bad line is reported; the others go on.
            return null;
        }
    }

    private sealed record Line(string? Uri, string? Text, string? MediaType);
}
