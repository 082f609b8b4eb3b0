using System.Text;

namespace Assistant.Inference.Tokenizers;

/// <summary>GPT-2's printable stand-ins for the 256 bytes: printable Latin-1 stands for itself, the rest for U+0100 and what follows.</summary>
internal static class ByteStandIns
{
    private static readonly char[] Of = Make();

    /// <summary>Appends the stand-in of each byte of the text's UTF-8.</summary>
    public static void Append(ReadOnlySpan<char> text, StringBuilder result)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0, length; i < text.Length; i += length)
        {
            if (text[i] < 128)
            {
                length = 1;
                result.Append(Of[text[i]]);
                continue;
            }

            var rune = Characters.At(text, i, out length);
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) result.Append(Of[b]);
        }
    }

    private static char[] Make()
    {
        var table = new char[256];
        var extra = '\u0100';
        for (var code = 0; code < table.Length; code++)
            table[code] = code is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)code : extra++;
        return table;
    }
}
