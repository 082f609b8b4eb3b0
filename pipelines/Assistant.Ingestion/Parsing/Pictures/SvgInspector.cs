using System.Text;
using System.Xml;

namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>Checks an SVG's size and structure before it is drawn, and takes its title, description and text, which need no recognition.</summary>
internal static class SvgInspector
{
    private const int MaxBytes = 8 << 20;
    private const int MaxElements = 100_000;
    private const int MaxDepth = 256;

    /// <summary>Copies (<c>use</c>) and filters multiply the work of drawing.</summary>
    private const int MaxCostly = 2_000;

    /// <summary>Reads the text.</summary>
    /// <exception cref="ContentRefusedException">It is damaged or over a limit.</exception>
    internal static string Inspect(string svg, int bytes)
    {
        if (bytes > MaxBytes) throw new ContentRefusedException($"The SVG has {bytes} bytes; {MaxBytes} are allowed.");
        var text = new StringBuilder();
        var (elements, costly) = (0, 0);
        try
        {
            // Drawing programs declare short entities for namespaces; expansion is bounded and nothing is fetched.
            using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null, MaxCharactersFromEntities = 100_000 });
            var inText = -1;
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth) throw new ContentRefusedException($"The SVG is nested deeper than {MaxDepth} levels.");
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (++elements > MaxElements) throw new ContentRefusedException($"The SVG has more than {MaxElements} elements.");
                    if (reader.LocalName is "use" or "filter" or "feTurbulence" or "pattern" or "mask" && ++costly > MaxCostly)
                        throw new ContentRefusedException($"The SVG has more than {MaxCostly} copies, patterns and filters.");
                    if (inText < 0 && !reader.IsEmptyElement && reader.LocalName is "text" or "title" or "desc") inText = reader.Depth;
                }
                else if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == inText)
                {
                    inText = -1;
                    text.Append('\n');
                }
                else if (inText >= 0 && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                {
                    text.Append(string.Join(' ', reader.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Append(' ');
                }
            }
        }
        catch (XmlException e)
        {
            throw new ContentRefusedException($"The SVG is not well-formed XML (line {e.LineNumber}).", e);
        }

        // Drawing programs repeat labels for renderers without HTML, and write line breaks as tags.
        var lines = text.ToString().Replace("<br>", " ", StringComparison.OrdinalIgnoreCase).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Where(line => line != "[Not supported by viewer]").Distinct(StringComparer.Ordinal));
    }
}
