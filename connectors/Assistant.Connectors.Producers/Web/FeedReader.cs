using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Assistant.Connectors.Producers.Web;

/// <summary>Reads RSS 2.0, RSS 1.0 and Atom feeds. Document types and external entities are refused.</summary>
public static class FeedReader
{
    private const long LongestFeed = 16 << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = LongestFeed,
    };

    /// <summary>Reads the entries, in the feed's order.</summary>
    /// <exception cref="InvalidDataException">The bytes are no feed.</exception>
    public static IReadOnlyList<FeedEntry> Read(ReadOnlyMemory<byte> bytes, Uri feedUri)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using var reader = XmlReader.Create(stream, Settings);
            var root = XDocument.Load(reader).Root;
            return root?.Name.LocalName switch
            {
                "feed" => [.. Children(root, "entry").Select(e => Atom(e, feedUri)).OfType<FeedEntry>()],
                "rss" or "RDF" => [.. root.Descendants().Where(e => e.Name.LocalName == "item").Select(e => Rss(e, feedUri)).OfType<FeedEntry>()],
                _ => throw new InvalidDataException("neither RSS nor Atom"),
            };
        }
        catch (XmlException error)
        {
            throw new InvalidDataException("not well-formed XML: " + error.Message, error);
        }
    }

    private static FeedEntry? Atom(XElement entry, Uri feedUri)
    {
        var link = Children(entry, "link").FirstOrDefault(l => (string?)l.Attribute("rel") is null or "alternate")?.Attribute("href")?.Value ?? Text(entry, "id");
        return Resolve(link, feedUri) is not { } uri ? null : new FeedEntry(uri, Text(entry, "title") ?? "", Text(entry, "content") ?? Text(entry, "summary"), Date(Text(entry, "updated") ?? Text(entry, "published")));
    }

    private static FeedEntry? Rss(XElement item, Uri feedUri) =>
        Resolve(Text(item, "link") ?? Text(item, "guid"), feedUri) is not { } uri ? null : new FeedEntry(uri, Text(item, "title") ?? "", Text(item, "encoded") ?? Text(item, "description"), Date(Text(item, "pubDate") ?? Text(item, "date")));

    private static string? Resolve(string? link, Uri feedUri) =>
        string.IsNullOrWhiteSpace(link) ? null : Uri.TryCreate(feedUri, link.Trim(), out var uri) ? uri.AbsoluteUri : link.Trim();

    private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(e => e.Name.LocalName == name);

    private static string? Text(XElement parent, string name) => Children(parent, name).FirstOrDefault() is { } child
        ? child.HasElements ? string.Concat(child.Nodes()) : child.Value
        : null;

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
