using DocumentFormat.OpenXml.Packaging;

namespace Assistant.Ingestion.Parsing.Word;

/// <summary>Reads a part of a package and refuses it past a number of bytes, whatever size its header names.</summary>
internal sealed class LimitedStream : Stream
{
    private readonly Stream inner;
    private readonly string name;
    private readonly long limit;
    private long read;

    private LimitedStream(Stream inner, string name, long limit) => (this.inner, this.name, this.limit) = (inner, name, limit);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => read; set => throw new NotSupportedException(); }

    public static LimitedStream Open(OpenXmlPart part, long limit) => new(part.GetStream(FileMode.Open, FileAccess.Read), part.Uri.OriginalString, limit);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        read += count;
        return read <= limit ? count : throw new ContentRefusedException($"The part {name} has more than {limit} bytes unpacked.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
