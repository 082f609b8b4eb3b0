using System.Buffers.Binary;
using System.Text;
using Assistant.Index.Lexical;

namespace Assistant.Index.Segments;

/// <summary>A segment as a commit names it.</summary>
/// <param name="FileName">File in the index folder.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">Its checksum, by which it is told from any other segment.</param>
/// <param name="Count">Its documents or rows.</param>
/// <param name="FirstKey">Lowest chunk key: with the last, what is to be read from the store when the file is damaged.</param>
/// <param name="LastKey">Highest chunk key.</param>
/// <param name="Space">For vectors, whose they are.</param>
/// <param name="Deleted">Deleted documents or rows, ascending.</param>
internal sealed record CommittedSegment(string FileName, long Length, uint Checksum, int Count, long FirstKey, long LastKey, VectorSpace? Space, int[] Deleted);

/// <summary>
/// What the index consists of and the last change of the log that is in it. Written beside the old one, flushed to the disk
/// and renamed over it, so that a crash leaves the one or the other.
/// </summary>
/// <param name="Generation">Counts commits.</param>
/// <param name="AppliedSequence">Every change up to this one is in the segments.</param>
/// <param name="Seen">Deletions up to this later change are marked as well: a log that does not have it is not the one that was followed.</param>
/// <param name="NextFile">Number of the next segment file.</param>
/// <param name="Segments">The segments.</param>
internal sealed record CommitPoint(long Generation, long AppliedSequence, LogPosition Seen, long NextFile, IReadOnlyList<CommittedSegment> Segments)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "commit";

    private const ulong Magic = 0x3230_544D4F4354;

    // Fixed bytes of a segment's entry, texts and deletions left out: no commit names more segments than its length divided by this.
    private const int LeastEntry = 41;

    /// <summary>Writes the commit of a folder.</summary>
    public void Write(string folder)
    {
        var bytes = Encode();
        var temporary = Path.Combine(folder, FileName + ".tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(folder, FileName), overwrite: true);
        }
        catch (IOException)
        {
            // A full disk: what was written of it goes, and the commit before stays.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads the commit of a folder; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="OtherFormatException">It was written by a program of another version.</exception>
    public static CommitPoint? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Decode(File.ReadAllBytes(path)) : null;
    }

    private ReadOnlySpan<byte> Encode()
    {
        var writer = new ByteWriter();
        writer.UInt64(Magic);
        writer.UInt32(SegmentFormat.Version);
        writer.Int64(Generation);
        writer.Int64(AppliedSequence);
        writer.Int64(Seen.Sequence);
        writer.Int64(Seen.Mark);
        writer.Int64(NextFile);
        writer.UInt32((uint)Segments.Count);
        foreach (var segment in Segments)
        {
            WriteText(writer, segment.FileName);
            writer.Int64(segment.Length);
            writer.UInt32(segment.Checksum);
            writer.UInt32((uint)segment.Count);
            writer.Int64(segment.FirstKey);
            writer.Int64(segment.LastKey);
            writer.Byte(segment.Space is null ? (byte)0 : (byte)1);
            if (segment.Space is { } space)
            {
                WriteText(writer, space.EncoderId);
                writer.UInt32((uint)space.Modality);
                writer.UInt32((uint)space.Dimensions);
            }

            writer.UInt32((uint)segment.Deleted.Length);
            var previous = -1;
            foreach (var doc in segment.Deleted)
            {
                writer.Varint((ulong)(doc - previous));
                previous = doc;
            }
        }

        writer.UInt32(Checksum.Append(0, writer.Written));
        return writer.Written;
    }

    /// <summary>Decodes a commit.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="OtherFormatException">It was written by a program of another version.</exception>
    internal static CommitPoint Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic || Checksum.Append(0, bytes[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]))
            throw new InvalidDataException("The commit of the index is damaged, or of another version.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != SegmentFormat.Version)
            throw new OtherFormatException(version);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes[12..^4].ToArray()));
            long generation = reader.ReadInt64(), applied = reader.ReadInt64();
            var seen = new LogPosition(reader.ReadInt64(), reader.ReadInt64());
            var next = reader.ReadInt64();
            var segments = new CommittedSegment[ReadCount(reader, LeastEntry)];
            for (var i = 0; i < segments.Length; i++)
                segments[i] = ReadSegment(reader);
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? new CommitPoint(generation, applied, seen, next, segments)
                : throw new InvalidDataException("The commit of the index goes on behind its end.");
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("The commit of the index is damaged.", exception);
        }
    }

    private static CommittedSegment ReadSegment(BinaryReader reader)
    {
        var name = ReadText(reader);
        if (name.Length == 0 || name != Path.GetFileName(name))
            throw new InvalidDataException("The commit of the index names a file outside of its folder.");
        var length = reader.ReadInt64();
        var checksum = reader.ReadUInt32();
        var count = reader.ReadInt32();
        long first = reader.ReadInt64(), last = reader.ReadInt64();
        VectorSpace? space = reader.ReadByte() == 0 ? null : new VectorSpace(ReadText(reader), (Core.Content.ContentKind)reader.ReadInt32(), reader.ReadInt32());
        var deleted = new int[ReadCount(reader, 1)];
        var previous = -1L;
        for (var d = 0; d < deleted.Length; d++)
        {
            previous += reader.Read7BitEncodedInt();
            deleted[d] = previous >= 0 && previous < count && (d == 0 || previous > deleted[d - 1])
                ? (int)previous
                : throw new InvalidDataException($"The commit of the index deletes entry {previous} of {count} in {name}.");
        }

        return new CommittedSegment(name, length, checksum, count, first, last, space, deleted);
    }

    /// <summary>Reads how many entries follow, each of at least some bytes: no more than the rest can hold.</summary>
    private static int ReadCount(BinaryReader reader, int least)
    {
        var count = reader.ReadInt32();
        return count >= 0 && count <= (reader.BaseStream.Length - reader.BaseStream.Position) / least
            ? count
            : throw new InvalidDataException($"The commit of the index is too short for {count} entries.");
    }

    private static void WriteText(ByteWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.UInt32((uint)bytes.Length);
        writer.Bytes(bytes);
    }

    private static string ReadText(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(ReadCount(reader, 1)));
}
