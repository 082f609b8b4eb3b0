namespace Assistant.Inference.Tokenizers.Models;

/// <summary>Tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> that stand for bytes of characters without a token.</summary>
internal sealed class ByteTokens
{
    private readonly int[] ids = new int[256];

    /// <summary>Finds them by name in a vocabulary; bytes without a token are remembered as such.</summary>
    public ByteTokens(Func<string, int?> idOf)
    {
        for (var b = 0; b < ids.Length; b++) ids[b] = idOf($"<0x{b:X2}>") ?? -1;
    }

    /// <summary>Appends the tokens of the text's UTF-8; false, and nothing, when one is missing.</summary>
    public bool TryAppend(ReadOnlySpan<char> text, List<int> target)
    {
        var count = target.Count;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0, length; i < text.Length; i += length)
        {
            var rune = Characters.At(text, i, out length);
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                if (ids[b] < 0)
                {
                    target.RemoveRange(count, target.Count - count);
                    return false;
                }

                target.Add(ids[b]);
            }
        }

        return true;
    }
}
