using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Chunking;

namespace Assistant.Core.Answering;

/// <summary>Cuts a text that is still being written into sentences, each with its marks [n] and the blanks after it. Not thread-safe.</summary>
internal sealed partial class SentenceStream
{
    private readonly StringBuilder pending = new();

    /// <summary>Takes the next piece.</summary>
    /// <returns>Sentences that are whole now: something that begins another one follows.</returns>
    public IEnumerable<string> Add(string piece)
    {
        pending.Append(piece);
        return Cut();
    }

    /// <summary>What is left at the end; empty for nothing.</summary>
    public string Finish()
    {
        var rest = pending.ToString();
        pending.Clear();
        return rest;
    }

    private List<string> Cut()
    {
        var sentences = new List<string>();
        var text = pending.ToString();
        var at = 0;
        foreach (Match end in End().Matches(text))
        {
            if (text[end.Index] == '.' && SentenceEnd.IsAbbreviation(text.AsSpan(at, end.Index - at)))
                continue;
            sentences.Add(text[at..(end.Index + end.Length)]);
            at = end.Index + end.Length;
        }

        if (at > 0)
            pending.Remove(0, at);
        return sentences;
    }

    // A terminator with closing marks and [n], before a blank and what can begin a sentence; or a line's end before more text.
    [GeneratedRegex("""(?:[.!?…]["”»'’)\]*_]*(?:\s?\[\d+(?:\s*,\s*\d+)*\])*[.]?\s+(?=[\p{Lu}\p{Lo}"“«'‘(*\-•`]|\d+\.\s))|(?:[。！？](?:\[\d+(?:\s*,\s*\d+)*\])*(?=[^\[」』”]))|(?:\n+(?=\S))""", RegexOptions.CultureInvariant)]
    private static partial Regex End();
}
