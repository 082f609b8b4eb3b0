using System.Text;
using Assistant.Connectors.Producers.Web;

namespace Assistant.Ingestion.Tests.Producers;

public sealed class FeedReaderTests
{
    private static readonly Uri Home = new("https://example.org/feed/index.xml");

    [Fact]
    public void Atom_entries_carry_link_title_content_and_date()
    {
        var entries = Read("""
            <feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
              <entry><title>One</title><link rel="self" href="x"/><link href="../one.html"/><updated>2026-03-01T10:00:00Z</updated><content type="html">&lt;p&gt;first&lt;/p&gt;</content></entry>
              <entry><title>Two</title><id>urn:two</id></entry>
            </feed>
            """);

        Assert.Equal([
            new FeedEntry("https://example.org/one.html", "One", "<p>first</p>", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)),
            new FeedEntry("urn:two", "Two", null, null)], entries);
    }

    [Fact]
    public void Rss_items_prefer_their_full_content()
    {
        var entries = Read("""
            <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
              <item><title>One</title><link>https://example.org/1</link><description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>
              <item><title>No link</title></item>
            </channel></rss>
            """);

        Assert.Equal([new FeedEntry("https://example.org/1", "One", "<p>long</p>", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero))], entries);
    }

    [Theory]
    [InlineData("<html><body/></html>")]
    [InlineData("not xml")]
    [InlineData("")]
    [InlineData("<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><item><link>&b;</link></item></channel></rss>")]
    [InlineData("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><link>&x;</link></item></channel></rss>")]
    public void What_is_no_feed_is_refused(string text) => Assert.Throws<InvalidDataException>(() => Read(text));

    private static IReadOnlyList<FeedEntry> Read(string text) => FeedReader.Read(Encoding.UTF8.GetBytes(text), Home);
}
