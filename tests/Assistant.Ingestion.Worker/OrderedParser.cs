using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Ingestion.Parse;
using Assistant.Ingestion.Parsing;

namespace Assistant.Ingestion.Worker;

/// <summary>
/// The real parser, except for documents that order a failure in their text: <c>!!throw!!</c>, <c>!!throw-while:FILE!!</c>,
/// <c>!!crash!!</c> (the process is killed), <c>!!hang!!</c> (never returns), <c>!!slow:MS!!</c>; and two formats for the play of
/// pages and pictures: <c>*.testpage</c> shows the pictures named in its lines <c>uri|caption</c>, <c>*.testimage</c> is a picture.
/// </summary>
internal static partial class OrderedParser
{
    public static ParseBytes Around(ContentParser parser) => async (input, onChild, cancellationToken) =>
    {
        var text = Encoding.UTF8.GetString(input.Bytes.Span);
        if (text.Contains("!!throw!!", StringComparison.Ordinal) || (ThrowWhile().Match(text) is { Success: true } match && File.Exists(match.Groups[1].Value)))
            throw new InvalidOperationException("this document is poison");
        if (text.Contains("!!crash!!", StringComparison.Ordinal))
            Process.GetCurrentProcess().Kill();
        if (text.Contains("!!hang!!", StringComparison.Ordinal))
            Thread.Sleep(Timeout.Infinite);
        if (Slow().Match(text) is { Success: true } slow)
            await Task.Delay(int.Parse(slow.Groups[1].Value, null), cancellationToken);
        if (input.Uri.EndsWith(".testpage", StringComparison.Ordinal))
            return Page(text);
        if (input.Uri.EndsWith(".testimage", StringComparison.Ordinal))
            return Image(input.Captions);
        return await parser.ParseAsync(input, onChild, cancellationToken);
    };

    private static ParseOutcome.Parsed Page(string text) => new(new ParsedDocument(ContentKind.Text, "text/plain", null, text, [new Block(BlockKind.Paragraph, 0, text.Length)])
    {
        Images = [.. text.Split('\n').Select(line => line.Split('|')).Where(parts => parts.Length == 2).Select(parts => new ImageReference(parts[0], parts[1], []))],
    });

    private static ParseOutcome.Parsed Image(IReadOnlyList<ImageReference> captions)
    {
        var text = captions.Count == 0 ? "picture" : string.Join('\n', captions.Select(c => c.Alt));
        return new(new ParsedDocument(ContentKind.Image, "image/png", null, text, [new Block(BlockKind.Caption, 0, text.Length)]) { Pixels = (1, 1) });
    }

    [GeneratedRegex("!!throw-while:(.+?)!!")]
    private static partial Regex ThrowWhile();

    [GeneratedRegex("!!slow:([0-9]+)!!")]
    private static partial Regex Slow();
}
