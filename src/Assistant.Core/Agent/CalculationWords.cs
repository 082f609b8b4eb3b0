using System.Text.RegularExpressions;

namespace Assistant.Core.Agent;

/// <summary>Words by which a question asks for a sum, a difference, a product or a mean.</summary>
internal static partial class CalculationWords
{
    /// <summary>Whether a question asks for a calculation.</summary>
    public static bool IsIn(string question) => Words().IsMatch(question);

    [GeneratedRegex(@"\b(?:together|total|sum|altogether|in\s+all|difference|average|mean|more|less|fewer|warmer|colder|higher|lower|longer|shorter|older|younger|heavier|save|saved|left|remain|there\s+and\s+back|and\s+back|(?:did|do|does)\s+not\s+\w+\s+back|percent|twice|double|half|per|each)\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\s+\w+s\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
