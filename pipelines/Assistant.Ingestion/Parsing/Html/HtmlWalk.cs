using AngleSharp.Dom;
using Assistant.Core.Content;

namespace Assistant.Ingestion.Parsing.Html;

/// <summary>Writes an HTML tree as blocks, walking with a stack of its own, so that depth costs none of the thread's.</summary>
internal sealed class HtmlWalk(ParsedTextBuilder builder, string pageUri, HtmlWeights weights)
{
    private static readonly HashSet<string> Never = ["script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "audio", "video", "head", "math"];
    private static readonly HashSet<string> Decoration = ["nav", "footer", "aside", "form", "button", "select", "textarea", "input", "dialog", "menu"];
    private static readonly HashSet<string> DecorativeRoles = ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"];
    private static readonly string[] DecorativeNames = ["cookie", "consent", "gdpr", "newsletter", "breadcrumb", "sidebar", "share-button", "social-", "advert", "skip-link", "navbar", "site-header", "site-footer", "pagination"];

    private static readonly HashSet<string> BlockNames =
    [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "main", "nav", "ol", "p", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "legend", "menu", "dialog",
    ];

    private readonly Stack<(INode List, int Number)> lists = new();
    private INode? preformatted;
    private string marker = "";
    private bool whole;

    /// <summary>Elements whose content is no readable text.</summary>
    internal static bool IsNeverText(string name) => Never.Contains(name);

    /// <summary>Writes everything below <paramref name="root"/>.</summary>
    /// <param name="root">Where the content is.</param>
    /// <param name="keepAll">Whether menus, forms and the like are kept.</param>
    internal void Write(INode root, bool keepAll)
    {
        whole = keepAll;
        // By index: asking a node for its next sibling searches the parent's list.
        var open = new Stack<(INode Node, int Child)>();
        if (Enter(root, root)) open.Push((root, 0));
        while (open.TryPop(out var place))
        {
            if (place.Child == place.Node.ChildNodes.Length)
            {
                Leave(place.Node);
                continue;
            }

            open.Push((place.Node, place.Child + 1));
            var inner = place.Node.ChildNodes[place.Child];
            if (Enter(inner, root)) open.Push((inner, 0));
        }

        builder.Close();
    }

    /// <summary>Begins a node; false when what is below it is done or left out.</summary>
    private bool Enter(INode node, INode root)
    {
        if (node is IText text)
        {
            Text(text.Data);
            return false;
        }

        if (node is not IElement element) return node == root;
        var name = element.LocalName;
        if (Never.Contains(name) || (node != root && !whole && IsDecoration(element, name))) return false;
        switch (name)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                builder.Open(BlockKind.Heading, name[1] - '0');
                return true;
            case "br":
                if (builder.HasText) builder.Append("\n");
                return false;
            case "img":
                Picture(element);
                return false;
            case "pre":
                builder.Open(BlockKind.Code);
                preformatted = node;
                return true;
            case "table" when IsData(element):
                Rows(element);
                return false;
            case "ul" or "ol":
                builder.Close();
                lists.Push((node, int.TryParse(element.GetAttribute("start"), out var start) ? Math.Clamp(start, 0, 1_000_000) : 1));
                return true;
            case "li":
                Item();
                return true;
            default:
                if (BlockNames.Contains(name)) builder.Close();
                return true;
        }
    }

    private void Leave(INode node)
    {
        if (node is not IElement element) return;
        if (node == preformatted) preformatted = null;
        if (lists.Count > 0 && lists.Peek().List == node) lists.Pop();
        if (element.LocalName == "li") marker = "";
        if (element.LocalName is "pre" or "li" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" || BlockNames.Contains(element.LocalName)) builder.Close();
    }

    private void Text(string text)
    {
        if (!builder.IsOpen)
        {
            if (string.IsNullOrWhiteSpace(text)) return;
            builder.Open(BlockKind.Paragraph, separatedBy: marker.Length > 0 ? "\n" : "\n\n", beginsWith: marker);
            marker = "";
        }

        if (preformatted is not null) builder.Append(text);
        else builder.AppendCollapsed(text);
    }

    private void Item()
    {
        builder.Close();
        var indent = new string(' ', 2 * Math.Clamp(lists.Count - 1, 0, 8));
        marker = indent + "- ";
        if (lists.Count == 0 || lists.Peek().List is not IElement { LocalName: "ol" }) return;
        var (list, number) = lists.Pop();
        lists.Push((list, number + 1));
        marker = $"{indent}{number}. ";
    }

    private void Picture(IElement image)
    {
        var alt = image.GetAttribute("alt") ?? image.GetAttribute("title") ?? "";
        var caption = alt;
        if (string.IsNullOrWhiteSpace(alt) && image.Closest("figure")?.QuerySelector("figcaption") is { } figure && weights.Text(figure) < 1000) caption = figure.TextContent;
        builder.AddImage(pageUri, image.GetAttribute("src") ?? image.GetAttribute("data-src"), caption);
        if (!string.IsNullOrWhiteSpace(alt)) Text(builder.HasText ? $" {alt} " : alt);
    }

    /// <summary>Tables that only lay out a page (blocks or tables in their cells, one column) are read as blocks.</summary>
    private static bool IsData(IElement table) =>
        table.GetAttribute("role") is not ("presentation" or "none") && table.QuerySelector("table, h1, h2, h3, p + p, ul, ol, pre") is null && table.QuerySelector("td + td, th + td, th + th") is not null;

    private void Rows(IElement table)
    {
        builder.Close();
        foreach (var image in table.QuerySelectorAll("img")) builder.AddImage(pageUri, image.GetAttribute("src"), image.GetAttribute("alt"));
        builder.Open(BlockKind.Table);
        foreach (var row in table.QuerySelectorAll("tr"))
        {
            var cells = row.Children.Where(cell => cell.LocalName is "td" or "th")
                .Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
            if (cells.Exists(cell => cell.Length > 0)) builder.Append(string.Join(" | ", cells) + "\n");
        }

        builder.Close();
    }

    private bool IsDecoration(IElement element, string name)
    {
        if (Decoration.Contains(name)) return true;
        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true") return true;
        if (element.GetAttribute("role") is { } role && DecorativeRoles.Contains(role)) return true;
        // The header of an article holds its title; that of the page holds the menu.
        if (name == "header" && element.Closest("article, main, [role=main], section") is null && element.QuerySelector("h1") is null) return true;
        if (name is not ("div" or "section" or "ul" or "ol" or "p")) return false;
        var names = $"{element.ClassName} {element.Id}";
        if (names.Length > 1 && weights.Text(element) < 2000 && Array.Exists(DecorativeNames, part => names.Contains(part, StringComparison.OrdinalIgnoreCase))) return true;
        // A menu: a list of several links and next to nothing else.
        return name is "ul" or "ol" && weights.LinkShare(element) > 0.95 && element.ChildElementCount > 3 && weights.Text(element) / element.ChildElementCount < 25 && element.Closest("article, main, [role=main]") is null;
    }
}
