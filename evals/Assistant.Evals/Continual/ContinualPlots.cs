using System.Globalization;
using System.Net;
using System.Text;

namespace Assistant.Evals.Continual;

/// <summary>Plots of a scenario as SVG.</summary>
internal static class ContinualPlots
{
    private static readonly string[] Colours = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"];

    /// <summary>Last accuracy of each strategy as a bar, forgetting as a mark on it.</summary>
    public static string Bars(ScenarioReport report)
    {
        const int left = 130, width = 420, step = 20;
        var svg = Begin(left + width + 90, (report.Rows.Count * step) + 50, $"{report.Scenario}: accuracy at the end (bar) and forgetting (dot)");
        for (var i = 0; i < report.Rows.Count; i++)
        {
            var (row, y) = (report.Rows[i], 34 + (i * step));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 8}\" y=\"{y + 12}\" text-anchor=\"end\">{WebUtility.HtmlEncode(row.Strategy)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left}\" y=\"{y + 2}\" width=\"{row.Last * width:0.0}\" height=\"13\" fill=\"{Colours[0]}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{left + (Math.Max(row.Forgetting, 0) * width):0.0}\" cy=\"{y + 8}\" r=\"4\" fill=\"{Colours[2]}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (row.Last * width) + 6:0.0}\" y=\"{y + 12}\">{100 * row.Last:0.0}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Accuracy over the tasks learned so far, as the stream goes on.</summary>
    public static string Stream(ScenarioReport report)
    {
        const int left = 50, width = 420, height = 260;
        var tasks = report.Tasks.Count;
        var svg = Begin(left + width + 170, height + 70, $"{report.Scenario}: accuracy over the tasks learned so far");
        foreach (var share in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            var y = 40 + ((1 - share) * height);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" y1=\"{y:0.0}\" x2=\"{left + width}\" y2=\"{y:0.0}\" stroke=\"#9498a0\" stroke-opacity=\"0.3\"/><text x=\"{left - 6}\" y=\"{y + 4:0.0}\" text-anchor=\"end\">{100 * share:0}</text>");
        }

        var best = report.Rows.OrderByDescending(row => row.Last).Take(Colours.Length).ToList();
        for (var i = 0; i < best.Count; i++)
        {
            var runs = report.Runs.Where(run => run.Strategy == best[i].Strategy).ToList();
            var points = Enumerable.Range(0, tasks).Select(t => (X: left + (width * (t + 0.5) / tasks), Share: runs.Average(run => run.Accuracy.Scores[t].Take(t + 1).Average())));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke-width=\"2\" stroke=\"{Colours[i]}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.0},{40 + ((1 - point.Share) * height):0.0}")))}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + width + 12}\" y=\"{52 + (i * 17)}\" fill=\"{Colours[i]}\">{WebUtility.HtmlEncode(best[i].Strategy)} {100 * best[i].Last:0.0}</text>");
        }

        for (var t = 0; t < tasks; t++) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (width * (t + 0.5) / tasks):0.0}\" y=\"{height + 60}\" text-anchor=\"middle\">{t + 1}</text>");
        return svg.Append("</svg>\n").ToString();
    }

    private static StringBuilder Begin(int width, int height, string title) => new StringBuilder().Append(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#666\" role=\"img\"><title>{WebUtility.HtmlEncode(title)}</title><text x=\"10\" y=\"20\" font-size=\"14\">{WebUtility.HtmlEncode(title)}</text>");
}
