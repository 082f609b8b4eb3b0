using System.IO.Compression;
using Assistant.Core.Chunking;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Real documents, where the folder with the shared data is.</summary>
public sealed class CorporaTests : IDisposable
{
    private readonly ParserFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [RequiresCorpusFact("prometheus-docs.zip")]
    public async Task Every_page_of_the_prometheus_documentation_is_read_and_its_pictures_found()
    {
        var (pages, uris) = await ReadAsync("prometheus-docs.zip", ".md");
        Assert.Equal(131, pages.Count);
        var post = pages["blog/posts/2017-11-08-announcing-prometheus-2-0.md"];
        Assert.Equal("Announcing Prometheus 2.0", post.Title);
        var image = Assert.Single(post.Images, i => uris.Contains(i.Uri));
        Assert.Equal(("public/assets/blog/2017-11-08/resource-comparison.png", "Prometheus 1.8 vs 2.0 resource comparison"), (image.Uri, image.Alt));
        Assert.Equal(["Prometheus 2.0", "Storage"], image.Headings);
        Assert.True(pages.Values.SelectMany(p => p.Images).Where(i => uris.Contains(i.Uri)).DistinctBy(i => i.Uri).Count() >= 80);
    }

    [RequiresCorpusFact("rust-book.zip")]
    public async Task Chapters_of_the_rust_book_in_word_have_their_headings()
    {
        var (chapters, _) = await ReadAsync("rust-book.zip", ".docx");
        Assert.True(chapters.Count >= 20);
        var chapter = chapters.Single(c => c.Key.EndsWith("/chapter04.docx", StringComparison.Ordinal)).Value;
        Assert.Equal("Understanding Ownership", chapter.Title);
        var paths = new PassageChunker().Chunk(chapter).Select(c => string.Join(" > ", c.Headings)).ToHashSet();
        Assert.Contains("Understanding Ownership > What Is Ownership? > Ownership Rules", paths);
        Assert.Contains("Understanding Ownership > References and Borrowing > Mutable References", paths);
    }

    private async Task<(Dictionary<string, ParsedDocument> Documents, HashSet<string> Uris)> ReadAsync(string corpus, string extension)
    {
        using var archive = ZipFile.OpenRead(RequiresCorpusFactAttribute.Find(corpus)!);
        var documents = new Dictionary<string, ParsedDocument>();
        foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(extension, StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            documents[entry.FullName] = await fixture.ParseAsync(entry.FullName, bytes.ToArray());
        }

        return (documents, [.. archive.Entries.Select(e => e.FullName)]);
    }
}
