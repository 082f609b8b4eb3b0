using System.Text;
using Assistant.Index.Lexical;

namespace Assistant.Index.Filters;

/// <summary>Collects the attributes of a segment's rows and writes them as <see cref="SegmentAttributes"/> reads them; the layout is in the project's README.</summary>
internal sealed class SegmentAttributesBuilder
{
    private readonly List<int> _starts = [];
    private readonly List<ChunkAttributes> _runs = [];
    private readonly Dictionary<string, int> _tagSets = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>Adds the next row.</summary>
    public void Add(in ChunkAttributes attributes)
    {
        if (_runs.Count == 0 || _runs[^1] != attributes)
        {
            _starts.Add(_rows);
            _runs.Add(attributes);
            _tagSets.TryAdd(attributes.Tags, _tagSets.Count);
        }

        _rows++;
    }

    /// <summary>Writes everything; the writer stands at a multiple of 8 of what will be read.</summary>
    public void WriteTo(ByteWriter writer)
    {
        var collections = new SortedDictionary<int, List<(int Start, int End)>>();
        var kinds = new SortedDictionary<int, List<(int Start, int End)>>();
        var tags = new SortedDictionary<string, List<(int Start, int End)>>(StringComparer.Ordinal);
        for (var i = 0; i < _runs.Count; i++)
        {
            var (start, end) = (_starts[i], i + 1 < _starts.Count ? _starts[i + 1] : _rows);
            Append(collections, _runs[i].Collection, start, end);
            Append(kinds, (int)_runs[i].Kind, start, end);
            if (_runs[i].Tags.Length == 0)
                continue;
            foreach (var tag in _runs[i].Tags.Split(ChunkAttributes.Separator))
                Append(tags, tag, start, end);
        }

        writer.UInt32((uint)_runs.Count);
        writer.UInt32((uint)_tagSets.Count);
        writer.UInt32((uint)collections.Count);
        writer.UInt32((uint)kinds.Count);
        writer.UInt32((uint)tags.Count);
        writer.UInt32(0);
        WriteRuns(writer);
        foreach (var set in _tagSets.OrderBy(entry => entry.Value))
            WriteText(writer, set.Key);
        foreach (var (key, ranges) in collections)
            WriteNumbered(writer, key, ranges);
        foreach (var (key, ranges) in kinds)
            WriteNumbered(writer, key, ranges);
        foreach (var (tag, ranges) in tags)
        {
            WriteText(writer, tag);
            WriteBitmap(writer, ranges);
        }
    }

    private void WriteRuns(ByteWriter writer)
    {
        foreach (var run in _runs)
            writer.Int64(run.Date);
        foreach (var start in _starts)
            writer.UInt32((uint)start);
        foreach (var run in _runs)
            writer.UInt32((uint)run.Collection);
        foreach (var run in _runs)
            writer.UInt32((uint)_tagSets[run.Tags]);
        foreach (var run in Enumerable.Range(0, _runs.Count).OrderBy(run => _runs[run].Date))
            writer.UInt32((uint)run);
        foreach (var run in _runs)
            writer.Byte((byte)run.Kind);
        foreach (var run in _runs)
            writer.Byte((byte)run.Language);
    }

    private static void Append<T>(SortedDictionary<T, List<(int Start, int End)>> sets, T value, int start, int end)
        where T : notnull
    {
        if (!sets.TryGetValue(value, out var ranges))
            sets.Add(value, ranges = []);
        if (ranges.Count > 0 && ranges[^1].End == start)
            ranges[^1] = (ranges[^1].Start, end);
        else
            ranges.Add((start, end));
    }

    private static void WriteNumbered(ByteWriter writer, int key, List<(int Start, int End)> ranges)
    {
        writer.UInt32((uint)key);
        WriteBitmap(writer, ranges);
    }

    private static void WriteText(ByteWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.UInt32((uint)bytes.Length);
        writer.Bytes(bytes);
    }

    private static void WriteBitmap(ByteWriter writer, List<(int Start, int End)> ranges)
    {
        var at = writer.Length;
        writer.UInt32(0);
        CompressedBitmap.Write(writer, ranges);
        writer.PatchUInt32(at, (uint)(writer.Length - at - 4));
    }
}
