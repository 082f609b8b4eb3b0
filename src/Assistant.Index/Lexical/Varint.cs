namespace Assistant.Index.Lexical;

/// <summary>Numbers of 7 bits a byte, lowest first.</summary>
internal static unsafe class Varint
{
    /// <summary>Reads a number and steps over it.</summary>
    public static ulong Read(ref byte* at)
    {
        ulong value = *at++;
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; shift < 64; shift += 7)
        {
            ulong b = *at++;
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
                break;
        }

        return value;
    }
}
