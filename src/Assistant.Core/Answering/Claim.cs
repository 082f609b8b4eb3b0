using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>What a sentence says, taken apart to be found in a passage: its terms with weights, and its numbers.</summary>
internal sealed partial class Claim
{
    // Names and numbers tell one statement from another that is built alike.
    private const double OfName = 2;
    private static readonly string[] SmallNumbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    private readonly Dictionary<string, double> weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Takes a sentence apart.</summary>
    public Claim(string sentence)
    {
        Text = sentence;
        var reader = new TermReader(sentence);
        while (reader.Read())
        {
            var term = reader.Term.ToString();
            if (StopWords.Stems.Contains(term))
                continue;
            // The first word of a sentence has a capital letter without being a name.
            if (char.IsUpper(sentence[reader.Start]) && sentence[..reader.Start].AsSpan().TrimEnd() is [.., not ('.' or '!' or '?')])
                names.Add(term);
            weights[term] = char.IsUpper(sentence[reader.Start]) || char.IsDigit(sentence[reader.Start]) ? OfName : 1;
        }

        Numbers = NumbersOf(sentence);
    }

    /// <summary>The sentence without marks.</summary>
    public string Text { get; }

    /// <summary>Its terms, without stop words.</summary>
    public IReadOnlyCollection<string> Terms => weights.Keys;

    /// <summary>Its numbers, as they are compared.</summary>
    public IReadOnlySet<string> Numbers { get; }

    /// <summary>Terms written with a capital letter within the sentence.</summary>
    public IReadOnlySet<string> Names => names;

    /// <summary>Whether it says nothing by itself.</summary>
    public bool IsEmpty => weights.Count == 0;

    /// <summary>The same sentence without its digits, to find where the rest of it is said.</summary>
    public Claim WithoutNumbers() => new(DigitWords().Replace(Text, " "));

    /// <summary>The share of its weight that some texts hold, 0 to 1.</summary>
    public double Share(ClaimGround ground)
    {
        var all = weights.Values.Sum();
        return all == 0 ? 0 : weights.Where(entry => ground.Terms.Contains(entry.Key) || IrregularForms.Of(entry.Key).Any(ground.Terms.Contains)).Sum(entry => entry.Value) / all;
    }

    /// <summary>Numbers of a text: without thousands separators and trailing zeros; small ones also where they are written out.</summary>
    public static HashSet<string> NumbersOf(string text)
    {
        var numbers = Digits().Matches(text).Select(match => Plain(match.Value)).ToHashSet(StringComparer.Ordinal);
        foreach (Match word in Word().Matches(text))
            numbers.Add(Array.FindIndex(SmallNumbers, small => small.Equals(word.Value, StringComparison.OrdinalIgnoreCase)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return numbers;
    }

    private static string Plain(string number)
    {
        number = Thousands().Replace(number, "");
        // A day is 3 in one place and 03 in another.
        while (number.Length > 1 && number[0] == '0' && char.IsAsciiDigit(number[1]))
            number = number[1..];
        return number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
    }

    [GeneratedRegex(@"\d+(?:[.,]\d+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"[\p{L}]*\d[\d.,:]*", RegexOptions.CultureInvariant)]
    private static partial Regex DigitWords();

    [GeneratedRegex(@"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@",(?=\d{3}(?:\D|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();
}

/// <summary>What a claim may stand on: a passage with its title and headings, or what a tool said.</summary>
internal sealed class ClaimGround
{
    private readonly HashSet<string> terms = new(StringComparer.Ordinal);
    private readonly HashSet<string> numbers = new(StringComparer.Ordinal);

    /// <summary>Its terms.</summary>
    public IReadOnlySet<string> Terms => terms;

    /// <summary>Its numbers.</summary>
    public IReadOnlySet<string> Numbers => numbers;

    /// <summary>The ground of some texts.</summary>
    public static ClaimGround Of(params IEnumerable<string?> texts)
    {
        var ground = new ClaimGround();
        foreach (var text in texts)
        {
            if (text is null)
                continue;
            var reader = new TermReader(text);
            while (reader.Read())
                ground.terms.Add(reader.Term.ToString());
            ground.numbers.UnionWith(Claim.NumbersOf(text));
        }

        return ground;
    }

    /// <summary>The ground of a passage: its text, title, uri and headings.</summary>
    public static ClaimGround Of(Passage passage) => Of([passage.Title, passage.Uri, .. passage.Chunk.Headings, passage.Text]);

    /// <summary>Both together.</summary>
    public ClaimGround With(ClaimGround other)
    {
        var both = new ClaimGround();
        both.terms.UnionWith(terms);
        both.terms.UnionWith(other.terms);
        both.numbers.UnionWith(numbers);
        both.numbers.UnionWith(other.numbers);
        return both;
    }
}
