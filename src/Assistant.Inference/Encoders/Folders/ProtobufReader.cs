namespace Assistant.Inference.Encoders.Folders;

/// <summary>
/// Walks the wire format of Protocol Buffers (varints, lengths, fixed sizes) without holding the message: long fields are
/// skipped in the file. Every length is checked against what encloses it.
/// </summary>
/// <param name="stream">The message; readable and seekable.</param>
internal sealed class ProtobufReader(Stream stream)
{
    internal const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    internal long Position => stream.Position;

    internal long Length => stream.Length;

    /// <summary>Reads the next field's number and wire type; false at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    internal bool TryReadField(long end, out int number, out int wireType)
    {
        (number, wireType) = (0, 0);
        if (Position >= end) return Position == end ? false : throw Broken("a field ends behind its message");
        var tag = ReadVarint();
        (number, wireType) = (checked((int)(tag >> 3)), (int)(tag & 7));
        if (number == 0 || wireType is not (Varint or Fixed64 or Bytes or Fixed32)) throw Broken("a field has an unknown form");
        return true;
    }

    internal ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0) throw Broken("it ends too early");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Broken("a number is too long");
    }

    /// <summary>Reads a length and gives where those bytes end.</summary>
    internal long ReadEnd(long end)
    {
        var length = ReadVarint();
        return length <= (ulong)(end - Position) ? Position + (long)length : throw Broken("a length is larger than what is left; it is cut off or damaged");
    }

    internal string ReadText(long end, int longest)
    {
        var stop = ReadEnd(end);
        if (stop - Position > longest) throw Broken($"a name is longer than {longest} bytes");
        var bytes = new byte[stop - Position];
        stream.ReadExactly(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    internal void SkipTo(long position) => stream.Position = position;

    internal void Skip(int wireType, long end)
    {
        switch (wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Bytes:
                SkipTo(ReadEnd(end));
                break;
            default:
                var size = wireType == Fixed64 ? 8 : 4;
                if (end - Position < size) throw Broken("it ends too early");
                SkipTo(Position + size);
                break;
        }
    }

    internal static InvalidDataException Broken(string what) => new($"it is not a valid ONNX file: {what}");
}
