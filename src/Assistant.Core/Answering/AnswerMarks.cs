using System.Globalization;
using System.Text.RegularExpressions;

namespace Assistant.Core.Answering;

/// <summary>Reads which stretches of an answer carry which marks [n].</summary>
internal static partial class AnswerMarks
{
    /// <summary>
    /// The stretches that end in marks, without them: from the end of the marks before to their own, so that what was quoted as one
    /// place stays whole. Text after the last marks is left out.
    /// </summary>
    public static IReadOnlyList<(string Text, IReadOnlySet<int> Numbers)> Read(string answer)
    {
        var read = new List<(string, IReadOnlySet<int>)>();
        var at = 0;
        foreach (Match marks in Marks().Matches(answer))
        {
            var text = answer[at..marks.Index].Trim(' ', '\n', '.', ';', ',');
            at = marks.Index + marks.Length;
            if (text.Length > 0)
                read.Add((text, Digits().Matches(marks.Value).Select(digits => int.Parse(digits.Value, CultureInfo.InvariantCulture)).ToHashSet()));
        }

        return read;
    }

    /// <summary>The answer without marks.</summary>
    public static string Without(string answer) => Marks().Replace(answer, "");

    [GeneratedRegex(@"\s?\[[1-9]\d{0,3}(?:\s*[,;]\s*[1-9]\d{0,3})*\](?:\s?\[[1-9]\d{0,3}\])*(?!\()", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
