using System.Text;
using Assistant.Core.Content;

namespace Assistant.Core.Tests.Chunking;

/// <summary>Builds parsed documents for tests: blocks with an empty line between them.</summary>
internal sealed class DocumentText
{
    private readonly StringBuilder text = new();
    private readonly List<Block> blocks = [];

    public DocumentText Heading(int level, string heading) => Add(BlockKind.Heading, heading, level);

    public DocumentText Paragraph(string paragraph, int? page = null) => Add(BlockKind.Paragraph, paragraph, 0, page);

    public DocumentText Add(BlockKind kind, string block, int level = 0, int? page = null)
    {
        if (text.Length > 0) text.Append("\n\n");
        var start = text.Length;
        text.Append(block);
        blocks.Add(new Block(kind, start, text.Length, level, page));
        return this;
    }

    public ParsedDocument Build() => new(ContentKind.Text, "text/plain", null, text.ToString(), blocks);

    /// <summary>Sentences of ten words, numbered, so that they differ.</summary>
    public static string Sentences(int count, string name = "alpha") =>
        string.Join(' ', Enumerable.Range(1, count).Select(i => $"The {name} sentence number {i} has ten short words here."));

    /// <summary>Words by white space: an independent count for texts of short words.</summary>
    public static int Words(ReadOnlySpan<char> text) => text.ToString().Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
}
