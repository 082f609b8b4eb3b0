using System.Text;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace Assistant.Ingestion.Parsing.MarkdownPages;

/// <summary>Writes the readable text of inlines, walking along their links to parent and sibling, so that depth costs no stack.</summary>
internal sealed class MarkdownInlines(ParsedTextBuilder builder, string pageUri)
{
    /// <summary>Writes all text below <paramref name="root"/> into the open block.</summary>
    internal void Write(ContainerInline? root, bool isHeading)
    {
        for (var node = root?.FirstChild; node is not null; node = Next(node, root!))
        {
            switch (node)
            {
                case LiteralInline literal:
                    builder.Append(isHeading ? WithoutId(literal.Content.AsSpan()) : literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    builder.Append(code.ContentSpan);
                    break;
                case LineBreakInline lineBreak:
                    if (builder.HasText) builder.Append(lineBreak.IsHard && !isHeading ? "\n" : " ");
                    break;
                case LinkInline { IsImage: true } image:
                    builder.AddImage(pageUri, image.Url, Alternative(image));
                    break;
                case HtmlInline html:
                    HtmlFragment.Write(html.Tag, builder, pageUri);
                    break;
                case HtmlEntityInline entity:
                    builder.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    builder.Append(link.Url);
                    break;
                case DelimiterInline delimiter:
                    builder.Append(delimiter.ToLiteral());
                    break;
                case TaskList task:
                    builder.Append(task.Checked ? "[x]" : "[ ]");
                    break;
            }
        }
    }

    private static Inline? Next(Inline node, ContainerInline root)
    {
        if (node is ContainerInline { FirstChild: { } child }) return child;
        for (var at = node; at != root; at = at.Parent!)
        {
            if (at.NextSibling is { } sibling) return sibling;
            if (at.Parent is null) return null;
        }

        return null;
    }

    private static string Alternative(LinkInline image)
    {
        var text = new StringBuilder();
        for (var node = image.FirstChild; node is not null; node = Next(node, image))
        {
            if (node is LiteralInline literal) text.Append(literal.Content.AsSpan());
            else if (node is CodeInline code) text.Append(code.ContentSpan);
            else if (node is LineBreakInline) text.Append(' ');
        }

        return text.Length > 0 ? text.ToString() : image.Title ?? "";
    }

    /// <summary>Drops an explicit id (<c>{#install}</c>) at the end of a heading.</summary>
    private static ReadOnlySpan<char> WithoutId(ReadOnlySpan<char> text)
    {
        var end = text.TrimEnd();
        var open = end.LastIndexOf("{#");
        return open >= 0 && end[^1] == '}' && !end[open..].Contains(' ') ? end[..open].TrimEnd() : text;
    }
}
