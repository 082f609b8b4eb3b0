using System.Runtime.InteropServices;
using Assistant.Core.Content;

namespace Assistant.Core.Chunking;

/// <summary>
/// Cuts a parsed document into passages that follow its headings and sentences. Every character that is not white space is
/// in at least one chunk; starts ascend; the size of a chunk is at most <see cref="ChunkingOptions.MaxWords"/>. A heading
/// stays with what follows it, a code block that fits a chunk is not cut, tables are cut between rows, pictures' captions
/// and read text are kept apart. Linear in the length of the text. Thread-safe.
/// </summary>
public sealed class PassageChunker
{
    private readonly ChunkingOptions options;

    /// <summary>Makes a chunker.</summary>
    /// <param name="options">Sizes; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public PassageChunker(ChunkingOptions? options = null) => this.options = (options ?? new ChunkingOptions()).Checked();

    /// <summary>Cuts the document; an empty text gives no chunks.</summary>
    public IReadOnlyList<Chunk> Chunk(ParsedDocument document)
    {
        var (units, sections) = UnitReader.Read(document, options);
        var chunks = new List<Chunk>(units.Count / 8 + 1);
        var span = CollectionsMarshal.AsSpan(units);
        var start = 0;
        while (start < span.Length)
        {
            var end = EndOfGroup(span, sections, start);
            Pack(span[..end], sections, start, chunks);
            start = end;
        }

        return chunks;
    }

    /// <summary>Takes one section, and those after it while all taken are tiny, the next stays under the same parent, and the sum fits.</summary>
    private int EndOfGroup(ReadOnlySpan<TextUnit> units, SectionTree sections, int start)
    {
        var (end, weight, hasBody) = Extent(units, start);
        var root = sections.Parent(units[start].Section);
        while (end < units.Length && weight < 2 * options.TinyWords)
        {
            var first = units[end];
            if (Group(first.Kind) != Group(units[start].Kind)) break;
            // Below the same parent; a document's opening lines (section 0) have the whole document as theirs.
            if (root >= 0 && (!sections.IsWithin(first.Section, root) || first.Section == root)) break;
            var (nextEnd, nextWeight, nextHasBody) = Extent(units, end);
            var isChildOfHeading = !hasBody && sections.IsWithin(first.Section, units[start].Section);
            if (weight + nextWeight > 2 * options.TargetWords)
            {
                if (isChildOfHeading) end = nextEnd;
                break;
            }

            (end, weight, hasBody) = (nextEnd, weight + nextWeight, hasBody || nextHasBody);
        }

        return end;
    }

    /// <summary>The units of one section of one group of roles from <paramref name="start"/> on.</summary>
    private static (int End, int Weight, bool HasBody) Extent(ReadOnlySpan<TextUnit> units, int start)
    {
        var (end, weight, hasBody) = (start, 0, false);
        while (end < units.Length && units[end].Section == units[start].Section && Group(units[end].Kind) == Group(units[start].Kind))
        {
            weight += units[end].Weight + units[end].Gap;
            hasBody |= units[end].Kind != BlockKind.Heading;
            end++;
        }

        return (end, weight, hasBody);
    }

    /// <summary>Cuts units <paramref name="start"/> to the end into chunks of equal size, at most the target each.</summary>
    private void Pack(ReadOnlySpan<TextUnit> units, SectionTree sections, int start, List<Chunk> chunks)
    {
        long left = 0;
        for (var i = start; i < units.Length; i++) left += units[i].Weight + units[i].Gap;
        var largest = 2 * options.MaxWords;
        var previousFirst = -1;
        while (start < units.Length)
        {
            // Like parts of what is left, anew for each chunk, so that no small rest remains.
            var goal = left <= largest ? left : left / ((left + 2 * options.TargetWords - 1) / (2 * options.TargetWords));
            var (first, overlap) = Overlap(units, start, previousFirst);
            var own = units[start].Weight;
            if (overlap + own > largest) (first, overlap) = (start, 0);
            var end = start + 1;
            left -= units[start].Weight + units[start].Gap;
            while (end < units.Length)
            {
                var next = units[end].Weight + units[end].Gap;
                if (overlap + own + next > largest) break;
                // The rest would be too little for a chunk of its own: take it along when it fits.
                var takeRest = left < 2 * options.TinyWords && overlap + own + left <= largest;
                if (!takeRest && (own + next / 2 > goal || (units[end].StartsBlock && own >= goal - goal / 5 && own + next > goal))) break;
                own += next;
                left -= next;
                end++;
            }

            if (end < units.Length)
            {
                var withoutHeading = end;
                while (withoutHeading > start && units[withoutHeading - 1].Kind == BlockKind.Heading) withoutHeading--;
                if (withoutHeading > start)
                {
                    for (; end > withoutHeading; end--) left += units[end - 1].Weight + units[end - 1].Gap;
                }
            }

            chunks.Add(ToChunk(units[first..end], sections));
            (previousFirst, start) = (first, end);
        }
    }

    /// <summary>The whole sentences before <paramref name="start"/>, in its section, that are at most the overlap and do not repeat a whole chunk.</summary>
    private (int First, int Weight) Overlap(ReadOnlySpan<TextUnit> units, int start, int previousFirst)
    {
        var (first, weight) = (start, 0);
        if (previousFirst < 0 || units[start].Kind is not (BlockKind.Paragraph or BlockKind.Ocr or BlockKind.Caption)) return (first, weight);
        while (first - 1 > previousFirst)
        {
            var unit = units[first - 1];
            var more = unit.Weight + units[first].Gap;
            if (unit.Section != units[start].Section || unit.Kind != units[start].Kind || weight + more > 2 * options.OverlapWords) break;
            weight += more;
            first--;
        }

        return first == start ? (start, 0) : (first, weight + units[start].Gap);
    }

    private static Chunk ToChunk(ReadOnlySpan<TextUnit> units, SectionTree sections)
    {
        var kind = default(BlockKind?);
        string[]? path = null;
        foreach (var unit in units)
        {
            if (unit.Kind == BlockKind.Heading) continue;
            kind = kind is null || kind == unit.Kind ? unit.Kind : BlockKind.Paragraph;
            path = Common(path, sections.Path(unit.Section));
        }

        if (kind is null)
        {
            foreach (var unit in units) path = Common(path, sections.Path(unit.Section));
        }

        return new Chunk(units[0].Start, units[^1].End, path ?? [], units[0].Page, kind ?? BlockKind.Paragraph);
    }

    private static string[] Common(string[]? path, string[] other)
    {
        if (path is null || ReferenceEquals(path, other)) return other;
        var length = path.AsSpan().CommonPrefixLength(other);
        return length == path.Length ? path : path[..length];
    }

    /// <summary>Roles that may share a chunk: captions with captions, read text with read text, the rest together.</summary>
    private static int Group(BlockKind kind) => kind switch
    {
        BlockKind.Caption => 1,
        BlockKind.Ocr => 2,
        _ => 0,
    };
}
