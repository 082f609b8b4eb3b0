using System.Globalization;
using System.Text;
using System.Xml;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Word;

/// <summary>Reads <c>word/document.xml</c> (ECMA-376 part 1, 17.2) in one pass: paragraphs by their style, lists, tables row by row, pictures.</summary>
internal sealed class WordBody(ParsedTextBuilder builder, WordStyles styles, Func<string, string?> pictureUri)
{
    internal const int MaxDepth = 256;

    internal static readonly XmlReaderSettings XmlSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersFromEntities = 1024 };

    private readonly StringBuilder paragraph = new();
    private readonly List<(string Uri, string Alt)> pictures = [];
    private string? style;
    private int outline = -1;
    private int listLevel = -1;
    private int tables;
    private bool rowHasCell;
    private bool cellHasText;
    private string alt = "";

    /// <summary>Text of the first paragraph in the title style.</summary>
    internal string? Title { get; private set; }

    internal void Read(Stream stream, CancellationToken cancellationToken)
    {
        using var xml = XmlReader.Create(stream, XmlSettings);
        var deleted = -1;
        while (xml.Read())
        {
            if (xml.Depth > MaxDepth) throw new ContentRefusedException($"The Word document is nested deeper than {MaxDepth} levels.");
            if (deleted >= 0)
            {
                if (xml.NodeType == XmlNodeType.EndElement && xml.Depth == deleted) deleted = -1;
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Deleted text of tracked changes, and the second form of shapes for old programs, which repeats the first.
                if (xml.LocalName is "del" or "moveFrom" or "Fallback" or "instrText")
                {
                    if (!xml.IsEmptyElement) deleted = xml.Depth;
                    continue;
                }

                Begin(xml);
                if (xml.IsEmptyElement) End(xml.LocalName);
            }
            else if (xml.NodeType == XmlNodeType.EndElement)
            {
                End(xml.LocalName);
            }
        }

        builder.Close();
    }

    internal static string? Attribute(XmlReader xml, string localName)
    {
        for (var found = xml.MoveToFirstAttribute(); found; found = xml.MoveToNextAttribute())
        {
            if (xml.LocalName != localName) continue;
            var value = xml.Value;
            xml.MoveToElement();
            return value;
        }

        xml.MoveToElement();
        return null;
    }

    private void Begin(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "p":
                (style, outline, listLevel) = (null, -1, -1);
                break;
            case "pStyle":
                style = Attribute(xml, "val");
                break;
            case "outlineLvl" when int.TryParse(Attribute(xml, "val"), CultureInfo.InvariantCulture, out var level):
                outline = level;
                break;
            case "ilvl" when int.TryParse(Attribute(xml, "val"), CultureInfo.InvariantCulture, out var level):
                listLevel = Math.Clamp(level, 0, 8);
                break;
            case "numPr":
                listLevel = Math.Max(listLevel, 0);
                break;
            case "t" when !xml.IsEmptyElement && xml.Read() && xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA:
                paragraph.Append(xml.Value);
                break;
            case "tab":
                paragraph.Append('\t');
                break;
            case "br" or "cr":
                paragraph.Append('\n');
                break;
            case "noBreakHyphen":
                paragraph.Append('-');
                break;
            case "docPr":
                alt = Attribute(xml, "descr") is { Length: > 0 } description ? description : Attribute(xml, "title") ?? "";
                break;
            case "blip" when Attribute(xml, "embed") is { } id && pictureUri(id) is { } uri:
                pictures.Add((uri, alt));
                break;
            case "tbl":
                if (tables++ == 0) builder.Open(BlockKind.Table);
                break;
            case "tr" when tables == 1:
                rowHasCell = false;
                break;
            case "tc" when tables == 1:
                if (rowHasCell) builder.Append(" | ");
                (rowHasCell, cellHasText) = (true, false);
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "p":
                EndParagraph();
                break;
            case "tr" when tables > 0:
                builder.Append("\n");
                break;
            case "tbl" when tables > 0:
                if (--tables == 0) builder.Close();
                break;
        }
    }

    private void EndParagraph()
    {
        var text = paragraph.ToString();
        paragraph.Clear();
        if (tables > 0)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                if (cellHasText) builder.Append(" ");
                builder.AppendCollapsed(text.AsSpan().Trim());
                cellHasText = true;
            }
        }
        else
        {
            Block(text);
        }

        foreach (var (uri, description) in pictures) builder.AddResolvedImage(uri, description);
        pictures.Clear();
    }

    private void Block(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            // An empty line inside a listing belongs to it.
            if (builder.IsOpen && styles.IsCode(style)) builder.Append("\n");
            return;
        }

        var level = outline is >= 0 and < 9 ? Math.Min(outline + 1, 6) : styles.HeadingLevel(style);
        if (level == 0 && Title is null && styles.IsTitle(style)) (Title, level) = (text.Trim(), 1);
        if (level > 0)
        {
            builder.Add(BlockKind.Heading, text, level);
        }
        else if (styles.IsCode(style))
        {
            // Each line of a listing is a paragraph: lines that follow each other are one block.
            if (!builder.IsOpen) builder.Open(BlockKind.Code);
            else builder.Append("\n");
            builder.Append(text);
        }
        else if (listLevel >= 0 || styles.IsList(style))
        {
            builder.Open(BlockKind.Paragraph, separatedBy: "\n", beginsWith: new string(' ', 2 * Math.Max(listLevel, 0)) + "- ");
            builder.Append(text);
            builder.Close();
        }
        else
        {
            builder.Add(BlockKind.Paragraph, text);
        }
    }
}
