namespace Assistant.Index.Lexical;

/// <summary>Numbers of 7 bits a byte, lowest first.</summary>
internal static unsafe class Varint
{
    /// <summary>Reads a number and steps over it.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="end">Behind the last byte that may be read.</param>
    /// <exception cref="InvalidDataException">The number does not end before <paramref name="end"/>.</exception>
    public static ulong Read(ref byte* at, byte* end)
    {
        if (at >= end)
            DamagedPostings.Throw();
        ulong value = *at++;
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            if (at >= end || shift > 63)
                DamagedPostings.Throw();
            ulong b = *at++;
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    /// <summary>Reads the length of bytes that follow.</summary>
    /// <exception cref="InvalidDataException">They do not end before <paramref name="end"/>.</exception>
    public static int ReadLength(ref byte* at, byte* end)
    {
        var length = Read(ref at, end);
        if (length > (ulong)(end - at))
            DamagedPostings.Throw();
        return (int)length;
    }
}
