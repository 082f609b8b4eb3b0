using System.Text.RegularExpressions;

namespace Assistant.Core.Agent.Vision;

/// <summary>
/// Questions with their answers, made from what is written about a picture by rules, as examples of what it answers (Img2LLM, Guo et
/// al. 2022, arXiv:2212.10846, with patterns in place of its question model).
/// </summary>
internal static partial class CaptionQuestions
{
    /// <summary>Makes them: what the picture is, what it is of, what it is with, and the values of its labelled lines.</summary>
    /// <param name="captions">What pages say of it.</param>
    /// <param name="lines">Lines of text in it.</param>
    public static IEnumerable<(string Question, string Answer)> Of(IEnumerable<string> captions, IEnumerable<string> lines)
    {
        foreach (var caption in captions)
        {
            if (Described().Match(caption) is not { Success: true } match)
                continue;
            var (kind, of, with) = (match.Groups["kind"].Value.Trim(), match.Groups["of"].Value.Trim(), match.Groups["with"].Value.Trim());
            if (of.Length > 0)
                yield return ($"What is the {Lower(kind)} of?", of);
            if (with.Length > 0)
                yield return ($"What is shown with the {Lower(kind)}?", with);
            if (of.Length > 0 || with.Length > 0)
                yield return ("What kind of picture is it?", kind);
        }

        foreach (var line in lines)
        {
            if (Labelled().Match(line) is { Success: true } pair)
                yield return ($"What does it say for {pair.Groups[1].Value.Trim()}?", pair.Groups[2].Value.Trim());
        }
    }

    private static string Lower(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    [GeneratedRegex(@"^(?:an?\s+|the\s+)?(?<kind>[^.,(]{3,60}?)(?:\s+(?:of|showing)\s+(?<of>[^.(]{3,120}?))?(?:\s+with\s+(?<with>[^.(]{3,120}?))?\s*(?:\(|\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    [GeneratedRegex(@"^\W*([\p{L}\d][^:]{0,30}):\s+(\S.{0,60})$", RegexOptions.CultureInvariant)]
    private static partial Regex Labelled();
}
