using System.Globalization;
using System.Text;

namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Writes plain PDF 1.4 files of text lines.</summary>
internal static class TestPdf
{
    public static byte[] Document(params string[][] pages)
    {
        var objects = new List<string> { "<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>" };
        var kids = new List<int>();
        foreach (var lines in pages)
        {
            var text = new StringBuilder("BT /F1 12 Tf 72 720 Td 14 TL ");
            foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"({line}) Tj T* ");
            text.Append("ET");
            objects.Add($"<< /Length {text.Length} >>\nstream\n{text}\nendstream");
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {objects.Count} 0 R /Resources << /Font << /F1 3 0 R >> >> >>");
            kids.Add(objects.Count);
        }

        objects[1] = $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(k => $"{k} 0 R"))}] >>";
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) file.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }
}
