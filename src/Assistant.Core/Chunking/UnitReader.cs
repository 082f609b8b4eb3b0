using Assistant.Core.Content;

namespace Assistant.Core.Chunking;

/// <summary>Cuts a parsed document into units and sections, in one pass over the text. Text between blocks is read as paragraphs, so nothing is lost.</summary>
internal ref struct UnitReader
{
    private readonly ReadOnlySpan<char> text;
    private readonly ChunkingOptions options;
    private readonly List<TextUnit> units;
    private readonly SectionTree sections;
    private BlockKind kind;
    private int? page;
    private int lastEnd;
    private bool startsBlock;

    private UnitReader(ReadOnlySpan<char> text, ChunkingOptions options, List<TextUnit> units, SectionTree sections)
    {
        this.text = text;
        this.options = options;
        this.units = units;
        this.sections = sections;
    }

    /// <summary>Reads all units, ascending.</summary>
    internal static (List<TextUnit> Units, SectionTree Sections) Read(ParsedDocument document, ChunkingOptions options)
    {
        var units = new List<TextUnit>(document.Blocks.Count * 2);
        var sections = new SectionTree();
        var reader = new UnitReader(document.Text, options, units, sections);
        var cursor = 0;
        foreach (var block in document.Blocks)
        {
            var start = Math.Clamp(block.Start, cursor, document.Text.Length);
            var end = Math.Clamp(block.End, start, document.Text.Length);
            reader.ReadBlock(BlockKind.Paragraph, cursor, start, 0, block.Page);
            reader.ReadBlock(block.Kind, start, end, block.Level, block.Page);
            cursor = end;
        }

        reader.ReadBlock(BlockKind.Paragraph, cursor, document.Text.Length, 0, reader.page);
        return (units, sections);
    }

    private void ReadBlock(BlockKind blockKind, int start, int end, int level, int? blockPage)
    {
        Trim(ref start, ref end);
        if (start == end) return;
        (kind, page, startsBlock) = (blockKind, blockPage, true);
        if (kind == BlockKind.Heading) sections.Open(Math.Clamp(level, 1, 6), text[start..end], units.Count);
        switch (kind)
        {
            case BlockKind.Code when TextMeasure.Weigh(text[start..end]) is var weight && weight <= 2 * options.MaxWords:
                Add(start, end, weight);
                break;
            case BlockKind.Code or BlockKind.Table or BlockKind.Ocr:
                ReadLines(start, end);
                break;
            case BlockKind.Heading:
                // Not cut at sentences: "1. Scope" is one heading.
                AddPieces(start, end, largest: options.TargetWords, piece: options.TargetWords);
                break;
            default:
                ReadSentences(start, end);
                break;
        }
    }

    private void ReadLines(int start, int end)
    {
        while (start < end)
        {
            var length = text[start..end].IndexOf('\n');
            var next = length < 0 ? end : start + length + 1;
            var (from, to) = (start, next);
            Trim(ref from, ref to);
            if (from < to) AddPieces(from, to, largest: 2 * options.MaxWords, piece: 2 * options.TargetWords);
            else startsBlock = true;
            start = next;
        }
    }

    private void ReadSentences(int start, int end)
    {
        while (start < end)
        {
            var next = start + SentenceEnd.Next(text[start..end]);
            var (from, to) = (start, next);
            Trim(ref from, ref to);
            if (from < to) AddPieces(from, to, largest: options.TargetWords, piece: 2 * Math.Max(options.OverlapWords, 20));
            start = next;
        }
    }

    /// <summary>Adds a sentence or line whole, or, when it is over the largest weight, in pieces that end at white space where there is any.</summary>
    private void AddPieces(int start, int end, int largest, int piece)
    {
        var all = TextMeasure.Weigh(text[start..end]);
        if (all <= largest)
        {
            Add(start, end, all);
            return;
        }

        while (start < end)
        {
            var measure = default(TextMeasure);
            var (at, space, weightAtSpace) = (start, -1, 0);
            for (; at < end; at++)
            {
                if (char.IsWhiteSpace(text[at])) (space, weightAtSpace) = (at, measure.Weight);
                var before = measure.Weight;
                measure.Add(text[at]);
                if (measure.Weight <= piece) continue;
                measure = default;
                if (space > start)
                {
                    (at, before) = (space, weightAtSpace);
                }
                else if (at > start + 1 && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]))
                {
                    at--;
                }

                var (from, to) = (start, at);
                Trim(ref from, ref to);
                Add(from, to, before);
                break;
            }

            if (at == end) Add(start, end, measure.Weight);
            while (at < end && char.IsWhiteSpace(text[at])) at++;
            start = at;
        }
    }

    private void Add(int start, int end, int weight)
    {
        var gap = units.Count == 0 ? 0 : TextMeasure.Weigh(text[lastEnd..start]);
        units.Add(new TextUnit(start, end, weight, gap, sections.Count - 1, page, kind, startsBlock));
        lastEnd = end;
        startsBlock = false;
    }

    private readonly void Trim(ref int start, ref int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
    }
}
