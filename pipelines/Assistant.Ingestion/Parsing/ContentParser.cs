using Assistant.Core.Content;
using Assistant.Ingestion.Parsing.Archives;
using Assistant.Ingestion.Parsing.Html;
using Assistant.Ingestion.Parsing.MarkdownPages;
using Assistant.Ingestion.Parsing.Pdf;
using Assistant.Ingestion.Parsing.Pictures;
using Assistant.Ingestion.Parsing.Plain;
using Assistant.Ingestion.Parsing.Tools;
using Assistant.Ingestion.Parsing.Word;
using Assistant.Native.Vips;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Parsing;

/// <summary>
/// Turns bytes of any supported format into a parsed document. Bytes decide the format, then the extension, then the
/// declared type. Thread-safe.
/// </summary>
public sealed class ContentParser : IDisposable
{
    /// <summary>Text below this size is parsed at once on the caller's thread: no parser takes long over it.</summary>
    private const int SmallBytes = 32 * 1024;

    private readonly ParsingOptions options;
    private readonly ChildSlots slots;
    private readonly PdfParser pdf;
    private readonly PictureParser pictures;

    /// <summary>Makes the parser.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="environment">What is installed.</param>
    /// <param name="cache">Keeps text read from pictures.</param>
    /// <param name="logger">Names what is missing, once.</param>
    public ContentParser(IOptions<ParsingOptions> options, ParsingEnvironment environment, IDerivedCache cache, ILogger<ContentParser> logger)
    {
        this.options = options.Value;
        slots = new ChildSlots(this.options.ChildProcesses > 0 ? this.options.ChildProcesses : Environment.ProcessorCount);
        pdf = new PdfParser(this.options, environment, slots);
        var reader = new VipsImageReader(new ImageLimits { Timeout = TimeSpan.FromSeconds(this.options.TimeoutSeconds) });
        pictures = new PictureParser(this.options, reader, new TextRecognition(this.options, environment, slots, cache, reader, logger));
    }

    /// <summary>Parses content.</summary>
    /// <param name="input">The content.</param>
    /// <param name="onChild">Receives each document found inside, one after the other, before the outcome is known.</param>
    /// <param name="cancellationToken">Stops parsing; child processes are killed.</param>
    /// <returns>The document, why it is refused for what it is, or what has to be installed first.</returns>
    /// <exception cref="Exception">The environment failed (a child process could not be started, the cache could not be read): worth another try.</exception>
    public async ValueTask<ParseOutcome> ParseAsync(ParseInput input, Func<ChildContent, CancellationToken, ValueTask> onChild, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (input.Bytes.IsEmpty) return new ParseOutcome.Refused("The file is empty.");
        if (input.Bytes.Length > options.MaxBytes) return new ParseOutcome.Refused($"The file has {input.Bytes.Length} bytes; {options.MaxBytes} are allowed.");
        try
        {
            var (format, text) = ContentDetector.Detect(input);
            var document = format switch
            {
                ContentFormat.Pdf => await pdf.ParseAsync(input, cancellationToken),
                ContentFormat.Picture or ContentFormat.Svg => await pictures.ParseAsync(input, text, cancellationToken),
                ContentFormat.Zip => await ArchiveParser.ParseAsync(input, options, onChild, cancellationToken),
                ContentFormat.Word => await WordParser.ParseAsync(input, options, onChild, cancellationToken),
                _ when input.Bytes.Length <= SmallBytes => ParseText(format, input.Uri, text!),
                _ => await TimeLimit.RunAsync(() => ParseText(format, input.Uri, text!), TimeSpan.FromSeconds(options.TimeoutSeconds), cancellationToken),
            };

            // What names itself by its file name only (tables, notes) is found and shown by that name.
            return new ParseOutcome.Parsed(document with { Title = document.Title ?? ContentUri.FileName(input.Uri) });
        }
        catch (ContentRefusedException e)
        {
            return new ParseOutcome.Refused(e.Message);
        }
        catch (MissingToolException e)
        {
            return new ParseOutcome.Unavailable(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private ParsedDocument ParseText(ContentFormat format, string uri, string text) => format switch
    {
        ContentFormat.Markdown => MarkdownParser.Parse(uri, text, options),
        ContentFormat.Html => HtmlPageParser.Parse(uri, text, options),
        ContentFormat.Csv => DelimitedTextParser.Parse(text, null, options),
        ContentFormat.Tsv => DelimitedTextParser.Parse(text, '\t', options),
        ContentFormat.Json => JsonTextParser.Parse(text, options),
        ContentFormat.JsonLines => JsonTextParser.ParseLines(text, options),
        ContentFormat.SourceText => PlainTextParser.ParseSource(text, options),
        _ => PlainTextParser.Parse(text, options),
    };
}
