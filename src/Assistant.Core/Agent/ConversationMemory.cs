using System.Text;
using Assistant.Core.Text;

namespace Assistant.Core.Agent;

/// <summary>
/// The window of a conversation that a prompt shows: the newest turns as they are, and one line for each older one. Older turns are
/// taken in in blocks, so that the prompt's beginning stays the same for several turns.
/// </summary>
internal static class ConversationMemory
{
    private const int Block = 4; // messages: two questions with their answers
    private const double ShareOfContext = 0.25;
    private const int CharactersPerToken = 3;
    private const int LongestLine = 160;

    /// <summary>Shortens a history to a quarter of the context.</summary>
    public static IReadOnlyList<(string Role, string Text)> Shorten(IReadOnlyList<(string Role, string Text)> history, int contextTokens)
    {
        var most = (int)(contextTokens * ShareOfContext * CharactersPerToken);
        var kept = history.Count;
        var length = 0;
        while (kept > 0 && length + history[kept - 1].Text.Length <= most)
            length += history[--kept].Text.Length;
        if (kept == 0)
            return history;
        // Whole blocks, and the window begins with a question.
        kept = Math.Min(history.Count - (history.Count % 2), (kept + Block - 1) / Block * Block);
        while (kept < history.Count && history[kept].Role != "user")
            kept++;
        var summary = Summary(history.Take(kept), most / 2);
        return summary.Length == 0 ? [.. history.Skip(kept)] : [("user", "What was said before, in short:\n" + summary), ("assistant", "Understood."), .. history.Skip(kept)];
    }

    private static string Summary(IEnumerable<(string Role, string Text)> turns, int most)
    {
        var lines = turns.Select(turn => $"{(turn.Role == "user" ? "Asked" : "Answered")}: {FirstSentence(turn.Text)}").ToList();
        // The oldest are forgotten first.
        while (lines.Count > 0 && lines.Sum(line => line.Length + 1) > most)
            lines.RemoveAt(0);
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }

    private static string FirstSentence(string text)
    {
        var units = TextUnitSplitter.Split(text);
        var first = units.Count == 0 ? text.Trim() : text[units[0].Start..units[0].End];
        first = first.ReplaceLineEndings(" ");
        return first.Length <= LongestLine ? first : string.Concat(first.AsSpan(0, char.IsHighSurrogate(first[LongestLine - 1]) ? LongestLine - 1 : LongestLine), "…");
    }
}
