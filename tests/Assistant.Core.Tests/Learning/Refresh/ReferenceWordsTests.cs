using Assistant.Core.Content;
using Assistant.Core.Learning.Refresh;

namespace Assistant.Core.Tests.Learning.Refresh;

public sealed class ReferenceWordsTests
{
    [Theory]
    [InlineData("notes/a.md", "Opening hours", "Opening hours")]
    [InlineData("notes/opening-hours.md", "opening-hours.md", "opening-hours")]
    [InlineData("notes/开放时间.txt", "开放时间.txt", "开放时间")]
    public void A_title_that_says_something_is_asked_with(string uri, string title, string words) =>
        Assert.Equal(words, ReferenceWords.Of(Document(ContentKind.Text, uri, title), null));

    [Theory]
    [InlineData("album/IMG_0001.JPG")]
    [InlineData("album/DSC01234.jpg")]
    [InlineData("album/20240131_120000.png")]
    [InlineData("album/Screenshot 2024-01-31.png")]
    [InlineData("album/5d41402abc4b2a76b9719d911017c592.png")]
    public void A_picture_named_by_a_camera_is_asked_with_by_what_pages_say_of_it_then_by_what_is_read_in_it(string uri)
    {
        var picture = Document(ContentKind.Image, uri, uri[6..]);
        var name = uri[6..^4];

        Assert.Equal("A heron at the pond (Birds)", ReferenceWords.Of(picture, Text((BlockKind.Caption, "A heron at the pond (Birds)"), (BlockKind.Ocr, "NO SWIMMING"))));
        Assert.Equal("NO SWIMMING", ReferenceWords.Of(picture, Text((BlockKind.Ocr, "NO SWIMMING"))));
        // What there is where nothing says anything: the words of the file's name.
        Assert.Null(ReferenceWords.Of(picture, Text((BlockKind.Caption, name.Replace('_', ' ')))));
        Assert.Null(ReferenceWords.Of(picture, null));
    }

    [Fact]
    public void A_text_whose_title_is_a_file_name_is_asked_with_by_its_first_sentence()
    {
        var scan = Document(ContentKind.Text, "in/scan0007.pdf", "scan0007.pdf");

        Assert.Equal("The lease ends in May.", ReferenceWords.Of(scan, Text((BlockKind.Paragraph, "\nThe lease ends in May. It can be renewed."))));
        Assert.Null(ReferenceWords.Of(scan, Text((BlockKind.Paragraph, "scan0007"))));
        Assert.Equal(120, ReferenceWords.Of(scan, Text((BlockKind.Paragraph, new string('x', 500))))!.Length);
    }

    private static DocumentRecord Document(ContentKind kind, string uri, string? title) => new()
    {
        Id = DocumentId.New(),
        Collection = "c",
        Uri = uri,
        Version = 1,
        State = ContentState.Indexed,
        Blob = default,
        Size = 1,
        Kind = kind,
        Title = title,
    };

    private static DocumentText Text(params (BlockKind Kind, string Text)[] parts)
    {
        var chunks = new List<Chunk>();
        var text = "";
        foreach (var (kind, part) in parts)
        {
            chunks.Add(new Chunk(text.Length, text.Length + part.Length, [], null, kind));
            text += part + "\n";
        }

        return new DocumentText(DocumentId.New(), 1, null, text, chunks);
    }
}
