using System.Text;
using Assistant.Native.Tests.Vips;

namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Writes DOCX packages part by part, so that tests control every element.</summary>
internal static class TestWord
{
    private const string Names = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";

    public static string Paragraph(string text, string? style, int list = -1) =>
        $"<w:p><w:pPr>{(style is null ? "" : $"<w:pStyle w:val=\"{style}\"/>")}{(list < 0 ? "" : $"<w:numPr><w:ilvl w:val=\"{list}\"/><w:numId w:val=\"1\"/></w:numPr>")}</w:pPr><w:r><w:t>{text[..(text.Length / 2)]}</w:t></w:r><w:r><w:t xml:space=\"preserve\">{text[(text.Length / 2)..]}</w:t></w:r></w:p>";

    public static string Table(params string[][] rows) =>
        $"<w:tbl>{string.Concat(rows.Select(row => $"<w:tr>{string.Concat(row.Select(cell => $"<w:tc>{Paragraph(cell, null)}</w:tc>"))}</w:tr>"))}</w:tbl>";

    public static string Picture(string id, string alt) =>
        $"<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"n\" descr=\"{alt}\"/><a:graphic><a:blip r:embed=\"{id}\"/></a:graphic></wp:inline></w:drawing></w:r></w:p>";

    public static byte[] Package(params string[] body) => ParserFixture.Zip(
        ("[Content_Types].xml", Bytes("""
            <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/>
            <Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>
            """)),
        ("_rels/.rels", Bytes("""
            <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
            """)),
        ("word/_rels/document.xml.rels", Bytes("""
            <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>
            """)),
        ("word/styles.xml", Bytes($"""
            <?xml version="1.0"?><w:styles {Names}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
            <w:style w:type="paragraph" w:styleId="Abschnitt"><w:name w:val="Abschnitt"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="CodeBlock"><w:name w:val="Code Block"/></w:style></w:styles>
            """)),
        ("word/media/image1.png", TestImages.Png(8, 8)),
        ("word/document.xml", Bytes($"<?xml version=\"1.0\"?><w:document {Names}><w:body>{string.Concat(body)}</w:body></w:document>")));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Trim());
}
