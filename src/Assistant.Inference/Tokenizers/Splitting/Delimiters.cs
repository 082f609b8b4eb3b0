namespace Assistant.Inference.Tokenizers.Splitting;

/// <summary>Cuts a piece at delimiters.</summary>
internal static class Delimiters
{
    /// <summary>Reads a behaviour by its name.</summary>
    public static SplitBehavior Read(ModelJson json) => json.Text() switch
    {
        "Removed" or "removed" => SplitBehavior.Removed,
        "Isolated" or "isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" or "merged_with_previous" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" or "merged_with_next" => SplitBehavior.MergedWithNext,
        "Contiguous" or "contiguous" => SplitBehavior.Contiguous,
        var other => throw json.Unsupported($"the behavior \"{other}\""),
    };

    /// <summary>Appends the pieces of one piece.</summary>
    /// <param name="piece">The piece to cut.</param>
    /// <param name="delimiters">Places of delimiters in it, from its start, in order, none empty.</param>
    /// <param name="invert">True when the matches are the text and what lies between them the delimiters.</param>
    /// <param name="behavior">What becomes of delimiters.</param>
    /// <param name="pieces">Takes the pieces.</param>
    public static void Cut((int Start, int Length) piece, List<(int Start, int Length)> delimiters, bool invert, SplitBehavior behavior, List<(int Start, int Length)> pieces)
    {
        var first = pieces.Count;
        var lastWasDelimiter = false;
        var open = 0; // MergedWithNext: length of the delimiter that waits for its text.
        var end = 0;
        foreach (var (start, length) in delimiters)
        {
            if (start > end) Add(end, start - end, invert);
            Add(start, length, !invert);
            end = start + length;
        }

        if (end < piece.Length) Add(end, piece.Length - end, invert);
        if (open > 0) pieces.Add((piece.Start + piece.Length - open, open));

        void Add(int start, int length, bool isDelimiter)
        {
            start += piece.Start;
            switch (behavior)
            {
                case SplitBehavior.Removed:
                    if (!isDelimiter) pieces.Add((start, length));
                    break;
                case SplitBehavior.MergedWithPrevious when isDelimiter && !lastWasDelimiter && pieces.Count > first:
                case SplitBehavior.Contiguous when isDelimiter && lastWasDelimiter:
                    pieces[^1] = (pieces[^1].Start, pieces[^1].Length + length);
                    break;
                case SplitBehavior.MergedWithNext when isDelimiter:
                    if (open > 0) pieces.Add((start - open, open));
                    open = length;
                    break;
                case SplitBehavior.MergedWithNext:
                    pieces.Add((start - open, length + open));
                    open = 0;
                    break;
                default:
                    pieces.Add((start, length));
                    break;
            }

            lastWasDelimiter = isDelimiter;
        }
    }
}
