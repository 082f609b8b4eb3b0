using Assistant.Core.Content;

namespace Assistant.Storage.Sqlite;

/// <summary>What pages say about pictures, and which pictures must be parsed again when that changes.</summary>
internal static class ImageLinks
{
    /// <summary>Replaces the links of a page.</summary>
    /// <returns>Uris of pictures about which the page now says something else.</returns>
    public static IReadOnlyCollection<string> Replace(WriteTransaction transaction, long page, long collection, IReadOnlyList<ImageReference> images, bool hadLinks)
    {
        if (images.Count == 0 && !hadLinks)
            return [];
        var before = ReadPage(transaction, page);
        var after = images.Select(image => (image.Uri, image.Alt, JsonList.Write(image.Headings))).ToList();
        if (before.SequenceEqual(after))
            return [];

        transaction.Statement("DELETE FROM image_link WHERE document = ?").Bind(page).Run();
        foreach (var (uri, alt, headings) in after)
            transaction.Statement("INSERT INTO image_link(document, collection, uri, alt, headings) VALUES(?, ?, ?, ?, ?)").Bind(page).Bind(collection).Bind(uri).Bind(alt).Bind(headings).Run();

        // A picture is told apart by all that the page says of it, in order.
        var (old, now) = (before.ToLookup(link => link.Uri, StringComparer.Ordinal), after.ToLookup(link => link.Uri, StringComparer.Ordinal));
        return [.. old.Select(group => group.Key).Union(now.Select(group => group.Key), StringComparer.Ordinal).Where(uri => !old[uri].SequenceEqual(now[uri]))];
    }

    /// <summary>Removes the links of a page that is deleted.</summary>
    /// <returns>Uris of the pictures that it showed.</returns>
    public static IReadOnlyCollection<string> Remove(WriteTransaction transaction, long page)
    {
        var uris = ReadPage(transaction, page).Select(link => link.Uri).ToHashSet(StringComparer.Ordinal);
        if (uris.Count > 0)
            transaction.Statement("DELETE FROM image_link WHERE document = ?").Bind(page).Run();
        return uris;
    }

    /// <summary>Finds the pictures of those uris that are past Accepted: they carry the old words.</summary>
    public static IReadOnlyList<long> FindParsed(WriteTransaction transaction, long collection, IEnumerable<string> uris)
    {
        var found = new List<long>();
        foreach (var uri in uris)
        {
            if (transaction.Statement("SELECT key FROM document WHERE collection = ? AND uri = ? AND kind = ? AND state IN (1, 2, 3)")
                    .Bind(collection).Bind(uri).Bind((int)ContentKind.Image).Scalar() is { } key)
                found.Add(key);
        }

        return found;
    }

    private static List<(string Uri, string Alt, string? Headings)> ReadPage(WriteTransaction transaction, long page)
    {
        var rows = transaction.Statement("SELECT uri, alt, headings FROM image_link WHERE document = ? ORDER BY rowid").Bind(page);
        var links = new List<(string, string, string?)>();
        while (rows.Step())
            links.Add((rows.Text(0), rows.Text(1), rows.TextOrNull(2)));
        return links;
    }
}
