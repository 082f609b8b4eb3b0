using AngleSharp.Dom;

namespace Assistant.Ingestion.Parsing.Html;

/// <summary>For each element, how many characters of text it holds and how many of them are links: what tells content from menus.</summary>
internal sealed class HtmlWeights
{
    private readonly Dictionary<INode, (int Text, int Links)> weights = [];

    /// <summary>Measures the whole tree in one walk, without recursion.</summary>
    internal static HtmlWeights Measure(INode root)
    {
        var result = new HtmlWeights();
        var open = new Stack<(INode Node, int Text, int Links)>();
        open.Push((root, 0, 0));
        var node = root.FirstChild;
        while (true)
        {
            if (node is null)
            {
                var (done, text, links) = open.Pop();
                result.weights[done] = (text, done is IElement { LocalName: "a" } ? text : links);
                if (open.Count == 0) return result;
                var (parent, parentText, parentLinks) = open.Pop();
                open.Push((parent, parentText + text, parentLinks + result.weights[done].Links));
                node = done.NextSibling;
            }
            else if (node is IText words)
            {
                var (parent, text, links) = open.Pop();
                open.Push((parent, text + words.Data.AsSpan().Trim().Length, links));
                node = node.NextSibling;
            }
            else if (node is IElement element && !HtmlWalk.IsNeverText(element.LocalName))
            {
                open.Push((node, 0, 0));
                node = node.FirstChild;
            }
            else
            {
                node = node.NextSibling;
            }
        }
    }

    /// <summary>Characters of text.</summary>
    internal int Text(INode node) => weights.TryGetValue(node, out var weight) ? weight.Text : 0;

    /// <summary>Share of link text, 0 to 1.</summary>
    internal double LinkShare(INode node) => weights.TryGetValue(node, out var weight) && weight.Text > 0 ? (double)weight.Links / weight.Text : 0;
}
