using Assistant.Core.Content;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace Assistant.Ingestion.Parsing.MarkdownPages;

/// <summary>
/// Reads Markdown (CommonMark, tables, front matter, footnotes, task lists) as plain text: markup and link targets are
/// dropped, link text and alternative text of pictures stay. Markdig refuses nesting over 128 levels; the walk over blocks
/// recurses no deeper than that, the walk over inlines does not recurse.
/// </summary>
internal static class MarkdownParser
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter().UsePipeTables().UseFootnotes().UseTaskLists().UseDefinitionLists().UseEmphasisExtras().Build();

    /// <summary>Longest text. Markdig's time grows with the square of some hostile inputs (unclosed emphasis), so the worst case must stay bounded.</summary>
    private const int MaxCharacters = 4 << 20;

    internal static ParsedDocument Parse(string pageUri, string text, ParsingOptions options)
    {
        if (text.Length > MaxCharacters) throw new ContentRefusedException($"The Markdown has {text.Length} characters; {MaxCharacters} are allowed.");
        MarkdownDocument tree;
        try
        {
            tree = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException e)
        {
            // Markdig reports its depth limit this way.
            throw new ContentRefusedException("The Markdown is nested too deeply (more than 128 levels).", e);
        }

        var builder = new ParsedTextBuilder(options.MaxTextCharacters);
        var walk = new Walk(builder, pageUri);
        walk.Blocks(tree, 0);
        return builder.Build(ContentKind.Text, "text/markdown", walk.Front.Title ?? builder.HeadingTitle) with { Tags = walk.Front.Tags, Date = walk.Front.Date };
    }

    private sealed class Walk(ParsedTextBuilder builder, string pageUri)
    {
        private readonly MarkdownInlines inlines = new(builder, pageUri);
        private string marker = "";

        internal FrontMatter Front { get; private set; } = FrontMatter.None;

        internal void Blocks(ContainerBlock container, int listDepth)
        {
            foreach (var block in container)
            {
                switch (block)
                {
                    case YamlFrontMatterBlock front:
                        Front = FrontMatter.Read(front.Lines.ToString());
                        break;
                    case HeadingBlock heading:
                        builder.Open(BlockKind.Heading, Math.Clamp(heading.Level, 1, 6));
                        inlines.Write(heading.Inline, isHeading: true);
                        break;
                    case ParagraphBlock paragraph:
                        OpenText();
                        inlines.Write(paragraph.Inline, isHeading: false);
                        break;
                    case HtmlBlock html:
                        OpenText();
                        HtmlFragment.Write(html.Lines.ToString(), builder, pageUri);
                        break;
                    case CodeBlock code:
                        Code(code);
                        break;
                    case Table table:
                        Rows(table);
                        break;
                    case ListBlock list:
                        Items(list, listDepth);
                        break;
                    case LinkReferenceDefinitionGroup:
                        break;
                    case ContainerBlock inner:
                        Blocks(inner, listDepth);
                        break;
                    case LeafBlock { Inline: not null } leaf:
                        OpenText();
                        inlines.Write(leaf.Inline, isHeading: false);
                        break;
                }

                builder.Close();
            }
        }

        private void Items(ListBlock list, int listDepth)
        {
            var number = list.IsOrdered && int.TryParse(list.OrderedStart, out var first) ? first : 1;
            var indent = new string(' ', 2 * Math.Min(listDepth, 8));
            foreach (var item in list)
            {
                if (item is not ListItemBlock block) continue;
                marker = list.IsOrdered ? $"{indent}{number++}. " : $"{indent}- ";
                Blocks(block, listDepth + 1);
                marker = "";
            }
        }

        /// <summary>Opens a paragraph, with the marker of the list item that it begins.</summary>
        private void OpenText()
        {
            builder.Open(BlockKind.Paragraph, separatedBy: marker.Length > 0 ? "\n" : "\n\n", beginsWith: marker);
            marker = "";
        }

        private void Code(CodeBlock code)
        {
            builder.Open(BlockKind.Code);
            for (var i = 0; i < code.Lines.Count; i++)
            {
                if (builder.HasText) builder.Append("\n");
                builder.Append(code.Lines.Lines[i].Slice.AsSpan());
            }
        }

        private void Rows(Table table)
        {
            builder.Open(BlockKind.Table);
            foreach (var row in table.OfType<TableRow>())
            {
                var written = builder.Length;
                for (var i = 0; i < row.Count; i++)
                {
                    if (i > 0 && builder.Length > written) builder.Append(" | ");
                    foreach (var cell in ((TableCell)row[i]).OfType<LeafBlock>()) inlines.Write(cell.Inline, isHeading: false);
                }

                builder.Append("\n");
            }
        }
    }
}
