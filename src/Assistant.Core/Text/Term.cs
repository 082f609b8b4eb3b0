namespace Assistant.Core.Text;

/// <summary>A term and where it stands.</summary>
/// <param name="Value">Lower case, without accents, stemmed.</param>
/// <param name="Start">First character in the text.</param>
/// <param name="End">After the last character.</param>
public readonly record struct Term(string Value, int Start, int End)
{
    /// <summary>Lists the terms of a text in order.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="stem">Whether words are stemmed.</param>
    public static List<Term> ListOf(ReadOnlySpan<char> text, bool stem = true)
    {
        var terms = new List<Term>(text.Length / 6);
        var reader = new TermReader(text, stem);
        while (reader.Read()) terms.Add(new Term(reader.Term.ToString(), reader.Start, reader.End));
        return terms;
    }
}
