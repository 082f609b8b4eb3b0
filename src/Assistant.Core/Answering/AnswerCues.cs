using System.Text.RegularExpressions;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>Signs that a text is of the kind that a question asks for: a number, a date, a name, a command, a definition.</summary>
internal static partial class AnswerCues
{
    /// <summary>Gives a factor for the score: above 1 where the sign is there, below 1 where an answer could hardly do without it.</summary>
    public static double Factor(QuestionKind kind, ReadOnlySpan<char> text, TextUnitKind unit) => kind switch
    {
        QuestionKind.Number => Number().IsMatch(text) ? 1.25 : 0.7,
        QuestionKind.Date => Date().IsMatch(text) ? 1.3 : 0.65,
        QuestionKind.Person => Name().IsMatch(text) ? 1.2 : 0.7,
        QuestionKind.Place => Place().IsMatch(text) ? 1.15 : 0.85,
        QuestionKind.Reason => Reason().IsMatch(text) ? 1.3 : 0.9,
        QuestionKind.Command => unit == TextUnitKind.Code || Command().IsMatch(text) ? 1.2 : 0.85,
        QuestionKind.HowTo => HowTo(text, unit),
        _ => unit is TextUnitKind.Code ? 0.8 : 1,
    };

    private static double HowTo(ReadOnlySpan<char> text, TextUnitKind unit)
    {
        if (unit == TextUnitKind.Code) return 1.05;
        if (Imperative().IsMatch(text)) return 1.2;
        return Command().IsMatch(text) || Ability().IsMatch(text) ? 1.12 : 0.95;
    }

    [GeneratedRegex(@"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|twice|once)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:1[5-9]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b\d{1,2}:\d\d\b|\d年|\d月", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    // Two capitalized words in a row after the first word of the text, or a word that names people.
    [GeneratedRegex(@"(?<=\S\s+)\p{Lu}[\p{L}'’.-]+\s+(?:van\s+|von\s+|de\s+)?\p{Lu}[\p{L}'’-]+|^\p{Lu}[\p{L}'’-]+\s+\p{Lu}[\p{L}'’-]+|\b(?:[Tt]eam|[Ff]ounder|[Mm]aintainers?|[Aa]uthor|[Ee]ngineers?|[Dd]evelopers?)\b|(?<=\bby\s+|\bat\s+)\p{Lu}\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:\b(?:in|at|on|under|near|from|to|inside|located|beside|behind|into)\s)|[\w.-]+/[\w.-]+|https?:|在|に", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(?:because|since|so\s+that|in\s+order\s+to|reasons?|due\s+to|therefore|thus|hence|avoids?|otherwise|prevents?|allows?|means\s+that|as\s+it|which\s+is\s+why)\b|因为|から|ため", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reason();

    [GeneratedRegex(@"--?[a-z][\w.-]+|`[^`]+`|\b\w+\(|\b[a-z]+(?:_[a-z]+)+\b|\$\s|\b[a-z][\w-]*\.(?:yml|yaml|json|conf|toml|cfg)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\W*(?:(?:to\s+[^,]{3,60},\s*)|(?:first|then|next|now|finally|once\s+[^,]{3,60},|after\s+[^,]{3,60},|if\s+[^,]{3,60},|simply|just),?\s+)?(?:you\s+(?:can|must|should|need\s+to|have\s+to|will\s+need\s+to|may)\s+)?(?:use|run|set|add|create|install|open|click|press|choose|select|go|type|enter|download|start|stop|configure|enable|disable|put|make|call|send|write|change|edit|copy|move|remove|delete|turn|hold|pull|push|place|wait|check|specify|define|pass|save|build|execute|launch|log|export|import|rename|restart|reload|include|mount|invoke|take|switch|wash|clean|fill|pour|mix|cut|attach|connect|plug|unplug|close|provide|apply|ensure)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"\b(?:can|must|should)\s+be\s+\w+ed\b|\byou\s+(?:can|should|must|need|have\s+to)\b|\bby\s+\w+ing\b|\busing\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ability();
}
