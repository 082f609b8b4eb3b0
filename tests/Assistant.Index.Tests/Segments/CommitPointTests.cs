using Assistant.Core.Content;
using Assistant.Index.Segments;

namespace Assistant.Index.Tests.Segments;

public sealed class CommitPointTests
{
    private static readonly CommitPoint Sample = new(7, 4711, new LogPosition(4720, -17), 12,
    [
        new CommittedSegment("0000000003.lex", 123_456, 0xABCDEF01, 500, 1, 900, null, [0, 3, 499]),
        new CommittedSegment("0000000005.vec", 99, 7, 20, 5, 800, new VectorSpace("mini-é", ContentKind.Image, 384), []),
    ]);

    [Fact]
    public void A_commit_comes_back_as_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(CommitPoint.Read(folder.Path));
        Sample.Write(folder.Path);
        var read = CommitPoint.Read(folder.Path)!;
        Assert.Equal((Sample.Generation, Sample.AppliedSequence, Sample.Seen, Sample.NextFile), (read.Generation, read.AppliedSequence, read.Seen, read.NextFile));
        Assert.Equal(Sample.Segments.Select(s => (s.FileName, s.Length, s.Checksum, s.Count, s.FirstKey, s.LastKey)), read.Segments.Select(s => (s.FileName, s.Length, s.Checksum, s.Count, s.FirstKey, s.LastKey)));
        Assert.Equal(Sample.Segments.Select(s => s.Space), read.Segments.Select(s => s.Space));
        Assert.Equal(Sample.Segments[0].Deleted, read.Segments[0].Deleted);
    }

    [Fact]
    public void Any_flipped_bit_or_cut_is_noticed()
    {
        using var folder = new TemporaryFolder();
        Sample.Write(folder.Path);
        var bytes = File.ReadAllBytes(Path.Combine(folder.Path, CommitPoint.FileName));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var bad = (byte[])bytes.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => CommitPoint.Decode(bad));
        }

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => CommitPoint.Decode(bytes.AsSpan(0, length)));
    }
}
