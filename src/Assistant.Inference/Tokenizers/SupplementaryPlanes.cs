using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Assistant.Inference.Tokenizers;

/// <summary>
/// Expressions on characters beyond U+FFFF: .NET sees two halves without a category where the reference sees one letter. The expression runs on a
/// shadow of the text in which a rare character of the same category stands for each such character, and the matches are led back.
/// </summary>
internal static class SupplementaryPlanes
{
    /// <summary>Places of the matches in the text.</summary>
    public static List<(int Start, int Length)> Matches(Regex regex, string text)
    {
        var shadow = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        for (int i = 0, length; i < text.Length; i += length)
        {
            var rune = Characters.At(text, i, out length);
            starts.Add(i);
            shadow.Append(length == 1 ? text[i] : StandIn(Rune.GetUnicodeCategory(rune)));
        }

        starts.Add(text.Length);
        var matches = new List<(int, int)>();
        foreach (var match in regex.EnumerateMatches(shadow.ToString()))
        {
            if (match.Length > 0) matches.Add((starts[match.Index], starts[match.Index + match.Length] - starts[match.Index]));
        }

        return matches;
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u01A7',
        UnicodeCategory.LowercaseLetter => '\u01A8',
        UnicodeCategory.TitlecaseLetter => '\u01F2',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => '\u01C0',
        UnicodeCategory.NonSpacingMark => '\u0358',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\u0BE6',
        UnicodeCategory.LetterNumber => '\u2180',
        UnicodeCategory.OtherNumber => '\u246B',
        UnicodeCategory.DashPunctuation => '\u2E17',
        UnicodeCategory.OpenPunctuation => '\u2045',
        UnicodeCategory.ClosePunctuation => '\u2046',
        UnicodeCategory.OtherPunctuation => '\u2042',
        UnicodeCategory.MathSymbol => '\u2A0C',
        UnicodeCategory.CurrencySymbol => '\u20A2',
        UnicodeCategory.ModifierSymbol => '\u02E5',
        UnicodeCategory.OtherSymbol => '\u2603',
        UnicodeCategory.Format => '\u2061',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\u0378',
    };
}
