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
        // By index: asking a node for its next sibling searches the parent's list.
        var open = new Stack<(INode Node, int Child, int Text, int Links)>();
        open.Push((root, 0, 0, 0));
        while (true)
        {
            var (node, child, text, links) = open.Pop();
            if (child == node.ChildNodes.Length)
            {
                links = node is IElement { LocalName: "a" } ? text : links;
                result.weights[node] = (text, links);
                if (open.Count == 0) return result;
                var (parent, next, parentText, parentLinks) = open.Pop();
                open.Push((parent, next, parentText + text, parentLinks + links));
                continue;
            }

            var inner = node.ChildNodes[child];
            open.Push((node, child + 1, text + (inner is IText words ? words.Data.AsSpan().Trim().Length : 0), links));
            if (inner is IElement element && !HtmlWalk.IsNeverText(element.LocalName)) open.Push((inner, 0, 0, 0));
        }
    }

    /// <summary>Characters of text.</summary>
    internal int Text(INode node) => weights.TryGetValue(node, out var weight) ? weight.Text : 0;

    /// <summary>Share of link text, 0 to 1.</summary>
    internal double LinkShare(INode node) => weights.TryGetValue(node, out var weight) && weight.Text > 0 ? (double)weight.Links / weight.Text : 0;
}
