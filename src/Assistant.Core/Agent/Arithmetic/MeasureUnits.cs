using System.Collections.Frozen;
using Assistant.Core.Text;

namespace Assistant.Core.Agent.Arithmetic;

/// <summary>Measures and their short forms, and words of terms that units and labels need.</summary>
internal static class MeasureUnits
{
    private static readonly FrozenDictionary<string, string> Long = new (string Short, string Long)[]
    {
        ("kg", "kilogram"), ("g", "gram"), ("mg", "milligram"), ("t", "tonne"), ("km", "kilometre"), ("m", "metre"), ("cm", "centimetre"), ("mm", "millimetre"),
        ("kilometer", "kilometre"), ("meter", "metre"), ("l", "litre"), ("liter", "litre"), ("ml", "millilitre"), ("m2", "square metre"), ("m²", "square metre"),
        ("kw", "kilowatt"), ("w", "watt"), ("kwh", "kilowatt hour"), ("mwh", "megawatt hour"), ("mw", "megawatt"), ("v", "volt"), ("h", "hour"), ("min", "minute"), ("s", "second"),
        ("%", "percent"), ("percent", "percent"), ("°c", "degree"), ("°", "degree"), ("hpa", "hectopascal"), ("mb", "megabyte"), ("gb", "gigabyte"), ("ms", "millisecond"),
        ("kilogram", "kilogram"), ("gram", "gram"), ("kilometre", "kilometre"), ("metre", "metre"), ("centimetre", "centimetre"), ("millimetre", "millimetre"), ("litre", "litre"), ("kilowatt", "kilowatt"), ("watt", "watt"),
        ("volt", "volt"), ("hour", "hour"), ("minute", "minute"), ("second", "second"), ("day", "day"), ("week", "week"), ("month", "month"), ("year", "year"), ("degree", "degree"),
        ("megabyte", "megabyte"), ("gigabyte", "gigabyte"), ("tonne", "tonne"), ("hectare", "hectare"), ("crown", "crown"), ("euro", "euro"), ("€", "euro"), ("dollar", "dollar"), ("$", "dollar"), ("pound", "pound"), ("£", "pound"),
    }.ToFrozenDictionary(entry => entry.Short, entry => entry.Long, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Abbreviations = new (string Short, string Long)[]
    {
        ("max", "maximum"), ("min", "minimum"), ("avg", "average"), ("temp", "temperature"), ("qty", "quantity"), ("approx", "approximate"),
    }.ToFrozenDictionary(entry => entry.Short, entry => entry.Long, StringComparer.Ordinal);

    /// <summary>The long form of a measure in any form, singular or plural; empty for a word that is none.</summary>
    public static string Of(string word)
    {
        var lower = word.ToLowerInvariant().TrimEnd('.', ',', ';');
        return Long.TryGetValue(lower, out var unit) || (lower.EndsWith('s') && lower.Length > 3 && Long.TryGetValue(lower[..^1], out unit)) ? unit : "";
    }

    /// <summary>
    /// Terms of a text as quantities are compared by: words stemmed, without stop words; measures by their long form too; single capital
    /// letters and letters with a digit as labels ("plot A"); parts of <c>camelCase</c> and <c>snake_case</c>.
    /// </summary>
    public static HashSet<string> TermsOf(string text)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        var spaced = new System.Text.StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]))
                spaced.Append(' ');
            spaced.Append(text[i] == '_' ? ' ' : text[i]);
        }

        var plain = spaced.ToString();
        foreach (var term in Term.ListOf(plain))
        {
            var length = term.End - term.Start;
            if (length == 1 && char.IsAsciiLetterUpper(plain[term.Start]) && IsLabel(plain, term.Start))
                terms.Add(Label(plain[term.Start]));
            else if (!StopWords.Stems.Contains(term.Value))
                terms.Add(term.Value);
            if (Abbreviations.TryGetValue(term.Value, out var full))
                terms.Add(PorterStemmer.Stem(full));
            if (Of(plain[term.Start..term.End]) is { Length: > 0 } unit)
                terms.Add(PorterStemmer.Stem(unit));
        }

        return terms;
    }

    /// <summary>The term of a label of one letter.</summary>
    public static string Label(char letter) => $"\u00a7{letter}";

    // "A" begins many sentences; as a label it stands at the end, or before punctuation or another label.
    private static bool IsLabel(string text, int at)
    {
        var next = at + 1;
        if (next >= text.Length || !char.IsWhiteSpace(text[next]))
            return next >= text.Length || !char.IsLetterOrDigit(text[next]);
        return text[at] is not ('A' or 'I') || (at > 1 && text[at - 1] == ' ' && char.IsLetter(text[at - 2]));
    }
}
