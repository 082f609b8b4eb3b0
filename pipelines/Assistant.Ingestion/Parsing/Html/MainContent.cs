using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Assistant.Ingestion.Parsing.Html;

/// <summary>
/// Finds the element that holds a page's content: <c>main</c> or <c>role=main</c>, else the only <c>article</c>, else by
/// text density as Readability does: paragraphs vote for their parent and, half, for its parent, less the share of links.
/// </summary>
internal static class MainContent
{
    /// <summary>A candidate by density must hold this share of the page's text, else the whole body is taken.</summary>
    private const double LeastShare = 0.4;

    internal static INode Find(IHtmlDocument page, HtmlWeights weights)
    {
        INode body = page.Body ?? (INode)page;
        var named = page.QuerySelectorAll("main, [role=main]").Where(e => weights.Text(e) > 0).OrderByDescending(e => weights.Text(e)).FirstOrDefault();
        if (named is not null) return named;
        var articles = page.GetElementsByTagName("article").Where(e => weights.Text(e) > 0).Take(2).ToList();
        if (articles.Count == 1 && weights.Text(articles[0]) > LeastShare * weights.Text(body)) return articles[0];
        return Densest(page, weights, body);
    }

    private static INode Densest(IHtmlDocument page, HtmlWeights weights, INode body)
    {
        var scores = new Dictionary<INode, double>();
        foreach (var paragraph in page.QuerySelectorAll("p, pre, blockquote, li, td"))
        {
            var length = weights.Text(paragraph);
            if (length < 40) continue;
            var vote = (1 + Math.Min(length / 100.0, 3)) * (1 - weights.LinkShare(paragraph));
            if (paragraph.Parent is not { } parent) continue;
            scores[parent] = scores.GetValueOrDefault(parent) + vote;
            if (parent.Parent is { } grandparent) scores[grandparent] = scores.GetValueOrDefault(grandparent) + (vote / 2);
        }

        var best = scores.OrderByDescending(pair => pair.Value * (1 - weights.LinkShare(pair.Key))).Select(pair => pair.Key).FirstOrDefault();
        // Sections side by side share their parent, so climb while that holds more content than menus.
        while (best?.Parent is IElement parent && parent != body && weights.LinkShare(parent) < 0.3 && weights.Text(best) < LeastShare * weights.Text(body)) best = parent;
        return best is not null && weights.Text(best) >= LeastShare * weights.Text(body) ? best : body;
    }
}
