using Assistant.Core.Content;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>A number of a passage with the words that say what it counts.</summary>
/// <param name="Value">The number; a clock time in minutes after midnight, a date as its year.</param>
/// <param name="Literal">How a program writes it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Unit">The measure after it, in its long form ("kilogram"); empty for none that is known.</param>
/// <param name="Key">The field or column that it stands in; empty in running text.</param>
/// <param name="Passage">The passage.</param>
/// <param name="Start">First character of the sentence, row or line, in the passage's text.</param>
/// <param name="End">After its last character.</param>
/// <param name="At">Where the number itself stands in the passage's text.</param>
internal sealed record Quantity(decimal Value, string Literal, QuantityKind Kind, string Unit, string Key, Passage Passage, int Start, int End, int At)
{
    /// <summary>Terms right beside the number: the words after it, its field, its label.</summary>
    public required IReadOnlySet<string> Local { get; init; }

    /// <summary>Terms of the sentence, row or record.</summary>
    public required IReadOnlySet<string> Near { get; init; }

    /// <summary>Names of the other fields of its record: they say what other numbers are.</summary>
    public IReadOnlySet<string> Foreign { get; init; } = new HashSet<string>();

    /// <summary>Terms of the sentences before and after, of headings, title and uri.</summary>
    public required IReadOnlySet<string> Around { get; init; }

    /// <summary>Whether a noun that is no measure follows it: "four observers".</summary>
    public bool CountsNoun { get; init; }

    /// <summary>The words that hold it, verbatim.</summary>
    public string Quote => Passage.Text[Start..End];

    /// <summary>How surely it is about a term, 0 to 1.</summary>
    public double Holds(string term) => Has(Local, term) ? 1 : Foreign.Contains(term) ? 0.3 : Has(Near, term) ? 0.9 : Has(Around, term) ? 0.6 : 0;

    /// <summary>Whether two numbers count the same: one field, or one measure; numbers without either may.</summary>
    public bool Compares(Quantity other) =>
        Kind == other.Kind && (Key.Length > 0 && Key == other.Key || (Unit == other.Unit && (Unit.Length > 0 || Key.Length == 0 || other.Key.Length == 0 || (IsPoint(Key) && IsPoint(other.Key) && Start == other.Start && Passage == other.Passage))));

    // Bars of a chart by their years: "2029", "2030".
    private static bool IsPoint(string key) => key.All(char.IsAsciiDigit);

    private static bool Has(IReadOnlySet<string> terms, string term) => terms.Contains(term) || Answering.IrregularForms.Of(term).Any(terms.Contains);
}
