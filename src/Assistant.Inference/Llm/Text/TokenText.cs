using System.Text;

namespace Assistant.Inference.Llm.Text;

/// <summary>
/// Turns the bytes of tokens into text as they come: a character that needs several tokens comes out whole, and what may be the
/// beginning of a stop sequence is held back until that is decided. Not thread-safe.
/// </summary>
/// <param name="stops">Sequences that end the text and are not part of it; empty ones are ignored.</param>
internal sealed class TokenText(IEnumerable<string> stops)
{
    private readonly string[] stops = [.. stops.Where(stop => stop.Length > 0).Distinct()];
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder held = new();

    /// <summary>Whether a stop sequence was found; nothing more comes out then.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>Adds a token's bytes.</summary>
    /// <returns>The text that is now certain; often empty.</returns>
    internal string Add(ReadOnlySpan<byte> bytes)
    {
        if (IsStopped) return "";
        Decode(bytes, flush: false);
        return Certain();
    }

    /// <summary>Ends the text: what was held back comes out, and bytes that are no whole character as U+FFFD.</summary>
    internal string Finish()
    {
        if (IsStopped) return "";
        Decode([], flush: true);
        var text = Certain();
        if (IsStopped) return text;
        text += held.ToString();
        held.Clear();
        return text;
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[256];
        bool done;
        do
        {
            decoder.Convert(bytes, characters, flush, out var used, out var made, out done);
            held.Append(characters[..made]);
            bytes = bytes[used..];
        }
        while (!done);
    }

    private string Certain()
    {
        if (held.Length == 0) return "";
        var text = held.ToString();
        var end = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (end >= 0)
        {
            IsStopped = true;
            held.Clear();
            return text[..end];
        }

        var kept = stops.Length == 0 ? 0 : stops.Max(stop => Begun(text, stop));
        held.Remove(0, text.Length - kept);
        return text[..^kept];
    }

    /// <summary>Length of the longest end of the text that a stop sequence begins with.</summary>
    private static int Begun(string text, string stop)
    {
        for (var length = Math.Min(stop.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length))) return length;
        }

        return 0;
    }
}
