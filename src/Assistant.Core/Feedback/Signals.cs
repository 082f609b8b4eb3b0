namespace Assistant.Core.Feedback;

/// <summary>The kinds of judgement, and what each says of a document.</summary>
public static class Signals
{
    /// <summary>What the page sends when a hit or a citation is opened.</summary>
    public const string Click = "click";

    /// <summary>The same user asked something similar again soon after; found by the service itself.</summary>
    public const string AskedAgain = "asked_again";

    /// <summary>Signals that users give.</summary>
    public static IReadOnlyList<string> Given { get; } = ["up", "down", Click, "correction", "wrong_picture"];

    /// <summary>
    /// What a signal says of the document, −1 to 1; null when it says nothing: a correction is about the words of an answer. A click
    /// says that something looked right, a fifth of being right; asking again only hints that nothing was.
    /// </summary>
    public static double? ValueOf(string signal) => signal switch
    {
        "up" => 1,
        "down" or "wrong_picture" => -1,
        Click => 0.2,
        AskedAgain => -0.1,
        _ => null,
    };

    /// <summary>Whether a signal is only a hint, which never takes the place of a judgement.</summary>
    public static bool IsHint(string signal) => signal is Click or AskedAgain;
}
