using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Assistant.Inference.Tokenizers.Normalization;

/// <summary>
/// SentencePiece's precompiled character map: a Darts double-array trie from UTF-8 keys to offsets in a text of zero-ended values.
/// Applied as the reference does: a grapheme of up to 5 bytes is replaced by the value of its shortest prefix that is a key; else each character is.
/// </summary>
internal sealed class PrecompiledNormalizer : Normalizer
{
    private const int LongestGrapheme = 5;

    private readonly uint[] units;
    private readonly byte[] values;
    private readonly bool[] plainAscii = new bool[128];

    private PrecompiledNormalizer(uint[] units, byte[] values)
    {
        (this.units, this.values) = (units, values);
        for (var code = 0; code < plainAscii.Length; code++) plainAscii[code] = code != '\r' && ValueOf([(byte)code]) < 0;
    }

    /// <summary>Decodes the map of a tokenizer.json.</summary>
    /// <exception cref="ModelFormatException">It is not Base64, or shorter than it says.</exception>
    public static PrecompiledNormalizer Read(ModelJson charsmap)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(charsmap.Text());
        }
        catch (FormatException e)
        {
            throw new ModelFormatException($"{charsmap.Path} is not Base64.", e);
        }

        var size = bytes.Length < 4 ? -1 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes), int.MaxValue);
        if (size < 4 || size % 4 != 0 || size > bytes.Length - 4) throw new ModelFormatException($"{charsmap.Path} is damaged: the size of its trie does not fit.");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + i * 4));
        return new PrecompiledNormalizer(units, bytes[(4 + size)..]);
    }

    /// <inheritdoc/>
    public override string Apply(string text)
    {
        StringBuilder? result = null;
        var done = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] < 128 && plainAscii[text[i]] && (i + 1 == text.Length || text[i + 1] < 128))
            {
                i++;
                continue;
            }

            var length = StringInfo.GetNextTextElementLength(text.AsSpan(i));
            var grapheme = text.AsSpan(i, length);
            if (Encoding.UTF8.GetByteCount(grapheme) <= LongestGrapheme && Replace(text, ref done, i, length, ref result))
            {
                i += length;
                continue;
            }

            for (var end = i + length; i < end;)
            {
                var units = char.IsHighSurrogate(text[i]) ? 2 : 1;
                Replace(text, ref done, i, units, ref result);
                i += units;
            }
        }

        return result is null ? text : result.Append(text, done, text.Length - done).ToString();
    }

    private bool Replace(string text, ref int done, int start, int length, ref StringBuilder? result)
    {
        Span<byte> key = stackalloc byte[LongestGrapheme];
        var offset = ValueOf(key[..Encoding.UTF8.GetBytes(text.AsSpan(start, length), key)]);
        if (offset < 0) return false;
        result ??= new StringBuilder(text.Length + 16);
        result.Append(text, done, start - done);
        var value = values.AsSpan(offset);
        var end = value.IndexOf((byte)0);
        result.Append(Encoding.UTF8.GetString(end < 0 ? value : value[..end]));
        done = start + length;
        return true;
    }

    /// <summary>Offset of the value of the shortest prefix that is a key; -1 when none is.</summary>
    private int ValueOf(ReadOnlySpan<byte> key)
    {
        // A unit: label in bits 0 to 7, whether a key ends here in bit 8, offset of the children from bit 10 (times 256 with bit 9).
        var position = Child(0);
        foreach (var label in key)
        {
            if (label == 0) return -1;
            position ^= label;
            if (position >= (uint)units.Length || (units[position] & 0x800000FFu) != label) return -1;
            var unit = units[position];
            position ^= Child(position);
            if ((unit & 0x100) == 0) continue;
            if (position >= (uint)units.Length) return -1;
            var value = units[position] & 0x7FFFFFFF;
            return value <= values.Length ? (int)value : -1;
        }

        return -1;

        uint Child(uint at) => (units[at] >> 10) << (int)((units[at] & 0x200) >> 6);
    }
}
