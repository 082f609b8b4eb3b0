using System.Globalization;

namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>A word that tesseract read, with its box as shares of the picture, 0 to 1.</summary>
internal sealed record RecognizedWord(string Text, double Left, double Top, double Width, double Height)
{
    /// <summary>Right edge.</summary>
    public double Right => Left + Width;
}

/// <summary>A line of words.</summary>
/// <param name="Paragraph">Names its paragraph within the picture.</param>
/// <param name="Words">Its words from left to right; at least one.</param>
internal sealed record RecognizedLine(string Paragraph, IReadOnlyList<RecognizedWord> Words)
{
    /// <summary>Its words with blanks between them.</summary>
    public string Text => string.Join(' ', Words.Select(word => word.Text));

    /// <summary>The box around its words: left, top, right, bottom, shares of the picture.</summary>
    public (double Left, double Top, double Right, double Bottom) Box => (Words.Min(word => word.Left), Words.Min(word => word.Top), Words.Max(word => word.Right), Words.Max(word => word.Top + word.Height));
}

/// <summary>Lines of tesseract's TSV. Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text; level 1 is the page, 5 a word.</summary>
internal static class RecognizedLines
{
    /// <summary>Lines whose words tesseract trusts less than this (0 to 100) on average are noise.</summary>
    private const double LeastConfidence = 50;

    /// <summary>Reads the trusted lines, in the order of the file.</summary>
    public static List<RecognizedLine> Of(string tsv)
    {
        var lines = new List<RecognizedLine>();
        var words = new List<RecognizedWord>();
        var (confidence, lineKey, paragraph, pageWidth, pageHeight) = (0.0, "", "", 1.0, 1.0);
        foreach (var row in tsv.Split('\n').Skip(1))
        {
            var cells = row.Split('\t');
            if (cells.Length < 12 || !double.TryParse(cells[10], CultureInfo.InvariantCulture, out var trust)) continue;
            if (cells[0] == "1") (pageWidth, pageHeight) = (Math.Max(1, Number(cells[8])), Math.Max(1, Number(cells[9])));
            if (cells[0] != "5") continue;
            var key = $"{cells[2]}.{cells[3]}.{cells[4]}";
            if (key != lineKey) End();
            (lineKey, paragraph) = (key, $"{cells[2]}.{cells[3]}");
            if (cells[11].Trim() is not { Length: > 0 } word) continue;
            words.Add(new RecognizedWord(word, Number(cells[6]) / pageWidth, Number(cells[7]) / pageHeight, Number(cells[8]) / pageWidth, Number(cells[9]) / pageHeight));
            confidence += trust;
        }

        End();
        return lines;

        void End()
        {
            if (words.Count > 0 && confidence / words.Count >= LeastConfidence && words.Exists(word => word.Text.Any(char.IsLetterOrDigit)))
                lines.Add(new RecognizedLine(paragraph, [.. words]));
            words.Clear();
            confidence = 0;
        }
    }

    private static double Number(string cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
