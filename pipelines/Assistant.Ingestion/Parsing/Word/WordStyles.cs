using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Assistant.Ingestion.Parsing.Word;

/// <summary>
/// What each paragraph style means: heading level, title, code, list. Word keeps the English name of built-in styles in the
/// file whatever the language of the program ("heading 1" for the style id "berschrift1"); own styles are told by their
/// outline level, by the style they are based on, and by name.
/// </summary>
internal sealed class WordStyles
{
    private const long MaxBytes = 16L << 20;
    private readonly Dictionary<string, Style> styles = new(StringComparer.Ordinal);

    internal static WordStyles Read(StyleDefinitionsPart? part)
    {
        var result = new WordStyles();
        if (part is null) return result;
        using var stream = LimitedStream.Open(part, MaxBytes);
        using var xml = XmlReader.Create(stream, WordBody.XmlSettings);
        Style? style = null;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.Depth > WordBody.MaxDepth) throw new ContentRefusedException($"The styles of the Word document are nested deeper than {WordBody.MaxDepth} levels.");
            switch (xml.LocalName)
            {
                case "style":
                    style = new Style { Id = WordBody.Attribute(xml, "styleId") ?? "" };
                    result.styles[style.Id] = style;
                    break;
                case "name" when style is not null:
                    style.Name = WordBody.Attribute(xml, "val") ?? "";
                    break;
                case "basedOn" when style is not null:
                    style.BasedOn = WordBody.Attribute(xml, "val");
                    break;
                case "outlineLvl" when style is not null && int.TryParse(WordBody.Attribute(xml, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out var level):
                    style.Outline = level;
                    break;
                case "numPr" when style is not null:
                    style.IsList = true;
                    break;
            }
        }

        return result;
    }

    /// <summary>Heading level 1 to 6 of a style; 0 when it is none.</summary>
    internal int HeadingLevel(string? id) => Along(id, style =>
        style.Outline is >= 0 and < 9 ? Math.Min(style.Outline + 1, 6) : FromName(style.Name.Length > 0 ? style.Name : style.Id));

    /// <summary>Whether it is the style of the document's title.</summary>
    internal bool IsTitle(string? id) => Along(id, style => style.Name.Equals("title", StringComparison.OrdinalIgnoreCase) || style.Id.Equals("title", StringComparison.OrdinalIgnoreCase) ? 1 : 0) > 0;

    /// <summary>Whether its text is code.</summary>
    internal bool IsCode(string? id) => Along(id, style => IsCodeName(style.Name) || IsCodeName(style.Id) ? 1 : 0) > 0;

    /// <summary>Whether its paragraphs are list items.</summary>
    internal bool IsList(string? id) => Along(id, style =>
        style.IsList || style.Name.StartsWith("List", StringComparison.OrdinalIgnoreCase) || style.Name.Contains("Bullet", StringComparison.OrdinalIgnoreCase) ? 1 : 0) > 0;

    /// <summary>The first positive answer along the styles that it is based on; 16 steps, since a damaged file can be circular.</summary>
    private int Along(string? id, Func<Style, int> ask)
    {
        if (id is null) return 0;
        if (!styles.TryGetValue(id, out var style)) return ask(new Style { Id = id });
        for (var steps = 0; steps < 16 && style is not null; steps++)
        {
            if (ask(style) is > 0 and var answer) return answer;
            if (style.BasedOn is null || !styles.TryGetValue(style.BasedOn, out style)) break;
        }

        return 0;
    }

    /// <summary>"heading 2", "Heading2", "HeadA": a number, or a letter as in publishers' templates.</summary>
    private static int FromName(string name)
    {
        name = name.Replace(" ", "", StringComparison.Ordinal);
        if (name.Length == 8 && name.StartsWith("heading", StringComparison.OrdinalIgnoreCase) && name[7] is >= '1' and <= '9') return Math.Min(name[7] - '0', 6);
        if (name.Equals("ChapterTitle", StringComparison.OrdinalIgnoreCase)) return 1;
        return name.Length == 5 && name.StartsWith("Head", StringComparison.OrdinalIgnoreCase) && name[4] is >= 'A' and <= 'D' ? name[4] - 'A' + 2 : 0;
    }

    private static bool IsCodeName(string name) =>
        name.StartsWith("Code", StringComparison.OrdinalIgnoreCase) || name.Contains("SourceCode", StringComparison.OrdinalIgnoreCase) || name.Contains("Source Code", StringComparison.OrdinalIgnoreCase)
        || name.Equals("HTML Preformatted", StringComparison.OrdinalIgnoreCase) || name.Contains("Listing", StringComparison.OrdinalIgnoreCase) && !name.Contains("Caption", StringComparison.OrdinalIgnoreCase);

    private sealed class Style
    {
        internal string Id { get; init; } = "";

        internal string Name { get; set; } = "";

        internal string? BasedOn { get; set; }

        internal int Outline { get; set; } = -1;

        internal bool IsList { get; set; }
    }
}
