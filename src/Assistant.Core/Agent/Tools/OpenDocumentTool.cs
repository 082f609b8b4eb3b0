using System.Globalization;
using Assistant.Core.Content;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent.Tools;

/// <summary><c>open_document</c>: a document's text from a position on.</summary>
internal static class OpenDocumentTool
{
    private const int LongestRead = 2_400;

    public static AIFunction Create(AgentScope scope, IContentStore store) => new ToolFunction(
        "open_document",
        "read on in a document from a character position",
        ["document:string", "start?:integer"],
        async (arguments, cancellationToken) =>
        {
            var name = arguments.Text("document");
            var document = await scope.FindAsync(store, name, cancellationToken).ConfigureAwait(false);
            var text = document is null ? null : await store.ReadTextAsync(document.Id, cancellationToken).ConfigureAwait(false);
            if (document is null || text is null)
                throw new ToolException($"there is no document {name}");
            var start = arguments.WholeNumber("start", 0, 0, int.MaxValue);
            if (start >= text.Text.Length)
                throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"{name} has {text.Text.Length} characters"));
            var end = Break(text.Text, start, LongestRead);
            var first = text.Chunks.LastOrDefault(chunk => chunk.Start <= start) ?? new Chunk(start, end, [], null, BlockKind.Paragraph);
            var passage = new Passage(
                0, document.Id, text.Version, document.Collection, document.Uri, text.Title, document.Kind ?? ContentKind.Text, first with { Start = start, End = end }, text.Text[start..end]);
            var rest = end < text.Text.Length ? string.Create(CultureInfo.InvariantCulture, $"It goes on at {end} of {text.Text.Length}.") : "";
            return new ToolOutput([new ShownPassage(passage, passage.Text.Trim(), name)]) { Text = rest };
        });

    /// <summary>Where to stop: at the end of a line or sentence where one is near.</summary>
    private static int Break(string text, int start, int longest)
    {
        if (text.Length - start <= longest)
            return text.Length;
        var end = start + longest;
        for (var at = end; at > start + (longest / 2); at--)
        {
            if (text[at - 1] is '\n' or '.' or '!' or '?' or '。' && (at == text.Length || char.IsWhiteSpace(text[at]) || text[at - 1] is '\n' or '。'))
                return at;
        }

        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
