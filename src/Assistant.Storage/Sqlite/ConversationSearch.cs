using Assistant.Core.Conversations;
using Assistant.Core.Text;

namespace Assistant.Storage.Sqlite;

/// <summary>Lists conversations, and finds those that words were said in. A user's own conversations are few enough to be read through.</summary>
internal static class ConversationSearch
{
    private const int SnippetCharacters = 120;

    /// <summary>Lists them, newest first.</summary>
    public static List<Conversation> List(SqliteSession session, string user, ConversationFilter filter, CancellationToken cancellationToken)
    {
        string[] words = AccentFolding.Fold(filter.Query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (updated, after) = Place(session, user, filter.After);
        var rows = session.Statement("""
            SELECT key, id, title, created, updated, EXISTS(SELECT 1 FROM share s WHERE s.conversation = c.key) FROM conversation c
            WHERE user = ? AND (updated, key) < (?, ?) ORDER BY updated DESC, key DESC
            """).Bind(user).Bind(updated).Bind(after);
        var found = new List<Conversation>();
        while (found.Count < filter.Limit && rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var conversation = new Conversation(rows.Guid(1), rows.Text(2), rows.Time(3), rows.Time(4)) { Shared = rows.Int32(5) != 0 };
            if (HoldsAll(AccentFolding.Fold(conversation.Title), words))
                found.Add(conversation);
            else if (Said(session, rows.Int64(0), words) is { } snippet)
                found.Add(conversation with { Snippet = snippet });
        }

        rows.Reset();
        return found;
    }

    // A place that is gone gives nothing more: what follows it cannot be told.
    private static (long Updated, long Key) Place(SqliteSession session, string user, Guid? after)
    {
        if (after is not { } id)
            return (long.MaxValue, long.MaxValue);
        var row = session.Statement("SELECT updated, key FROM conversation WHERE id = ? AND user = ?").Bind(id).Bind(user);
        if (!row.Step())
            return (long.MinValue, long.MinValue);
        var place = (row.Int64(0), row.Int64(1));
        row.Reset();
        return place;
    }

    private static string? Said(SqliteSession session, long conversation, string[] words)
    {
        var rows = session.Statement("SELECT text FROM message WHERE conversation = ? ORDER BY key").Bind(conversation);
        while (rows.Step())
        {
            var text = rows.Text(0);
            var folded = AccentFolding.Fold(text);
            if (!HoldsAll(folded, words))
                continue;
            rows.Reset();
            return Around(text, folded.IndexOf(words[0], StringComparison.Ordinal));
        }

        return null;
    }

    private static bool HoldsAll(string folded, string[] words) => Array.TrueForAll(words, word => folded.Contains(word, StringComparison.Ordinal));

    private static string Around(string text, int at)
    {
        var start = Math.Max(0, at - (SnippetCharacters / 3));
        while (start > 0 && start < at && !char.IsWhiteSpace(text[start - 1]))
            start++;
        var end = Math.Min(text.Length, start + SnippetCharacters);
        while (end < text.Length && end > at + 1 && !char.IsWhiteSpace(text[end]))
            end--;
        if (end < text.Length && char.IsLowSurrogate(text[end]))
            end++;
        if (start > 0 && char.IsLowSurrogate(text[start]))
            start--;
        return $"{(start > 0 ? "…" : "")}{text[start..end].ReplaceLineEndings(" ").Trim()}{(end < text.Length ? "…" : "")}";
    }
}
