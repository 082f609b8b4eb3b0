using System.Text;
using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Tools;
using Assistant.Native.Vips;

namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>Makes an image document: what pages say about the picture, then the text read from it; with neither, the words of its file name.</summary>
internal sealed class PictureParser(ParsingOptions options, VipsImageReader reader, TextRecognition recognition)
{
    internal async Task<ParsedDocument> ParseAsync(ParseInput input, string? svg, CancellationToken cancellationToken)
    {
        if (VipsLibrary.Problem is { } problem) throw new MissingToolException(problem);
        var written = svg is null ? null : SvgInspector.Inspect(svg, input.Bytes.Length);
        DecodedImage image;
        string read;
        try
        {
            image = await TimeLimit.RunAsync(() => reader.Read(input.Bytes, cancellationToken), TimeSpan.FromSeconds(options.TimeoutSeconds), cancellationToken);
            read = written ?? await recognition.ReadAsync(input, image.Width, image.Height, cancellationToken);
        }
        catch (ImageRefusedException e)
        {
            throw new ContentRefusedException($"The picture cannot be read: {e.Message}", e);
        }

        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        foreach (var caption in Captions(input.Captions)) builder.Add(BlockKind.Caption, caption);
        builder.Add(BlockKind.Ocr, read);
        if (builder.BlockCount == 0) builder.Add(BlockKind.Caption, NameWords(input.Uri));
        var title = input.Captions.Select(c => c.Alt).FirstOrDefault(alt => alt.Length > 0) ?? ContentUri.FileName(input.Uri);
        return builder.Build(ContentKind.Image, $"image/{(image.Format == "svg" ? "svg+xml" : image.Format)}", title) with
        {
            Thumbnail = image.Thumbnail,
            Pixels = (image.Width, image.Height),
        };
    }

    /// <summary>Alternative text, then the heading path in brackets, so that the picture is found by what its section is about.</summary>
    private static IEnumerable<string> Captions(IReadOnlyList<ImageReference> references) => references
        .Select(reference =>
        {
            var path = string.Join(" › ", reference.Headings);
            return reference.Alt.Length == 0 ? path : path.Length == 0 ? reference.Alt : $"{reference.Alt} ({path})";
        })
        .Where(caption => caption.Length > 0)
        .Distinct(StringComparer.Ordinal)
        .Take(100);

    /// <summary>Words of a file name: <c>host-dashboard_2.png</c> gives "host dashboard 2".</summary>
    internal static string NameWords(string uri)
    {
        var name = Path.GetFileNameWithoutExtension(ContentUri.FileName(uri));
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1])) words.Append(' ');
            words.Append(char.IsLetterOrDigit(name[i]) || char.IsSurrogate(name[i]) ? name[i] : ' ');
        }

        var text = string.Join(' ', words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return text.Length > 0 ? text : "picture";
    }
}
