namespace Assistant.Ingestion.Parsing.Pictures;

/// <summary>
/// What the places of words say and their order does not: a row of labels with one value each right above them (the bars of a chart)
/// or right below (a table of two rows), as lines <c>label: value</c>.
/// </summary>
internal static class AlignedText
{
    private const int FewestLabels = 3;
    private const double LeastShareWithValue = 0.7;

    // Words nearer than this many letter heights belong together.
    private const double GapOfWords = 0.9;

    // How far the middle of a value may be from that of its label, as a share of the distance between labels.
    private const double OffCentre = 0.3;

    /// <summary>The pairs of a picture, one a line; empty when nothing is aligned.</summary>
    public static string Of(IReadOnlyList<RecognizedLine> lines)
    {
        var segments = lines.Select(Segments).ToList();
        // The longest row is the axis or, where there are several, the first of them the head of the table.
        if (segments.MaxBy(line => line.Count) is not { Count: >= FewestLabels } labels)
            return "";
        var others = segments.Where(line => line != labels).ToList();
        // Values of a table's only row; of several rows the words already say which belongs where.
        var rows = others.Where(line => line.Count >= FewestLabels && line[0].Top >= labels[0].Bottom).ToList();
        var pairs = rows.Count switch
        {
            0 => Pairs(labels, [.. others.SelectMany(line => line).Where(value => value.Bottom <= labels[0].Top)]),
            1 => Pairs(labels, rows[0]),
            _ => [],
        };
        return string.Join('\n', pairs.Select(pair => $"{pair.Label}: {pair.Value}"));
    }

    /// <summary>The value of each label: a number in its column, the nearest one; none unless most labels have one and no two share one.</summary>
    private static List<(string Label, string Value)> Pairs(List<Segment> labels, List<Segment> values)
    {
        var step = Enumerable.Range(1, labels.Count - 1).Min(i => labels[i].Middle - labels[i - 1].Middle);
        var found = labels.Select(label => (Label: label, Value: values
            .Where(value => value.Text.Any(char.IsDigit) && Math.Abs(value.Middle - label.Middle) <= OffCentre * step)
            .MinBy(value => Math.Abs(value.Top - label.Top)))).Where(pair => pair.Value is not null).ToList();
        return found.Count >= LeastShareWithValue * labels.Count && found.Select(pair => pair.Value).Distinct().Count() == found.Count
            ? [.. found.Select(pair => (pair.Label.Text, pair.Value!.Text))]
            : [];
    }

    private static List<Segment> Segments(RecognizedLine line)
    {
        var segments = new List<Segment>();
        foreach (var word in line.Words)
        {
            // Boxes are shares of width and height; letters are about as wide as half their height in most pictures of text.
            var near = segments.Count > 0 && word.Left - segments[^1].Right <= GapOfWords * (segments[^1].Right - segments[^1].Left) / Math.Max(1, segments[^1].Text.Length) * 2;
            if (near)
                segments[^1] = segments[^1] with { Text = $"{segments[^1].Text} {word.Text}", Right = word.Right, Bottom = Math.Max(segments[^1].Bottom, word.Top + word.Height) };
            else
                segments.Add(new Segment(word.Text, word.Left, word.Right, word.Top, word.Top + word.Height));
        }

        return segments;
    }

    private sealed record Segment(string Text, double Left, double Right, double Top, double Bottom)
    {
        public double Middle => (Left + Right) / 2;
    }
}
