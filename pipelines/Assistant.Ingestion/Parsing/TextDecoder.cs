using System.Text;
using System.Text.Unicode;

namespace Assistant.Ingestion.Parsing;

/// <summary>Turns bytes into text: by byte order mark, else UTF-8 when it is valid, else a charset named inside, else Windows-1252 when that gives plausible text.</summary>
internal static class TextDecoder
{
    private const int Looked = 64 * 1024;

    /// <summary>Decodes all of it; null when the bytes are not text.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="charset">Charset that the content names (HTML); used when it is no UTF-8.</param>
    internal static string? Decode(ReadOnlySpan<byte> bytes, string? charset = null)
    {
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
            [0xFF, 0xFE, 0, 0, .. var rest] => Encoding.UTF32.GetString(rest),
            [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            _ => DecodeUnmarked(bytes, charset),
        };
        return text is not null && text.Contains('\r', StringComparison.Ordinal) ? text.ReplaceLineEndings("\n") : text;
    }

    private static string? DecodeUnmarked(ReadOnlySpan<byte> bytes, string? charset)
    {
        var head = bytes[..Math.Min(bytes.Length, Looked)];
        var zeros = head.Count((byte)0);
        if (zeros > 0) return DecodeWide(bytes, head, zeros);
        if (ControlShare(head) > 0.02) return null;
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        if (charset is not null && Named(charset) is { } named) return named.GetString(bytes);
        // A few broken bytes in UTF-8 with other multi-byte characters: replaced, not misread as Western.
        return MostlyUtf8(head) ? Encoding.UTF8.GetString(bytes) : IsPlausibleWestern(head) ? Named("windows-1252")!.GetString(bytes) : null;
    }

    /// <summary>UTF-16 without a mark has zeros at every other byte in Western text.</summary>
    private static string? DecodeWide(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> head, int zeros)
    {
        if (zeros < head.Length / 4 || bytes.Length % 2 != 0) return null;
        var odd = 0;
        for (var i = 1; i < head.Length; i += 2) odd += head[i] == 0 ? 1 : 0;
        var text = odd > zeros * 0.95 ? Encoding.Unicode.GetString(bytes) : odd < zeros * 0.05 ? Encoding.BigEndianUnicode.GetString(bytes) : null;
        return text is null || text.AsSpan(0, Math.Min(text.Length, Looked)).ContainsAnyInRange('\0', '\u0008') ? null : text;
    }

    private static double ControlShare(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return 0;
        var controls = 0;
        foreach (var one in head) controls += one < 0x20 && one is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B) ? 1 : 0;
        return (double)controls / head.Length;
    }

    private static bool MostlyUtf8(ReadOnlySpan<byte> head)
    {
        var (valid, broken) = (0, 0);
        while (!head.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(head, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                if (!rune.IsAscii) valid++;
            }
            else
            {
                broken++;
            }

            head = head[used..];
        }

        return valid > 3 * broken;
    }

    /// <summary>Western text is mostly ASCII, and its other bytes stand beside letters; 0x80 to 0x9F are rare marks, five of them undefined.</summary>
    private static bool IsPlausibleWestern(ReadOnlySpan<byte> head)
    {
        var (high, odd) = (0, 0);
        foreach (var one in head)
        {
            high += one >= 0x80 ? 1 : 0;
            odd += one is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D ? 1 : 0;
        }

        return high <= head.Length * 0.3 && odd <= high / 20;
    }

    private static Encoding? Named(string charset)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            // The content names a charset that does not exist: the same as naming none.
            return null;
        }
    }
}
