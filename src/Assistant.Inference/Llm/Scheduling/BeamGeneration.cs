using Assistant.Core.Chat;
using Assistant.Inference.Llm.Memory;
using Assistant.Inference.Llm.Text;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// Beam search: keeps the most probable texts side by side and gives out the one with the best mean log-probability a token. It looks
/// at probabilities and the grammar alone; the text comes at the end, in one piece.
/// </summary>
/// <param name="request">The request, with two beams or more.</param>
/// <param name="tokens">The model's.</param>
/// <param name="grammar">Sampler in whose grammar the texts must stay, owned from now on; null for none.</param>
/// <param name="window">Tokens that a text may have with its prompt.</param>
internal sealed class BeamGeneration(LlmRequest request, ModelTokens tokens, LlamaSampler? grammar, int window) : Generation(request, tokens, window)
{
    // Among so many of the best tokens a grammar nearly always allows enough; else all are looked at.
    private const int FirstLook = 64;
    private readonly List<Path> finished = [];
    private readonly List<(Path Path, Choice Choice)> choices = [];
    private Dictionary<Lane, Path>? beams;
    private readonly HashSet<Path> answered = [];

    private int Longest => LineLimit - Request.Prompt.Length;

    internal override void Advance(Lane lane, ILlmContext context, KvCache cache)
    {
        beams ??= new() { [lane] = new Path(null, -1, 0, null, grammar, 0) };
        var path = beams[lane];
        if (answered.Add(path)) choices.AddRange(Choices(path, context.Logits(lane.Row)).Select(choice => (path, choice)));
        if (answered.Count < Lanes.Count) return;
        answered.Clear();
        Count();
        Choose(cache);
        choices.Clear();
    }

    private protected override void Dispose(bool disposing)
    {
        foreach (var path in beams?.Values ?? Enumerable.Empty<Path>()) path.Grammar?.Dispose();
        beams = null;
        grammar?.Dispose();
    }

    private void Choose(KvCache cache)
    {
        var next = new List<(Path Parent, Choice Choice)>();
        foreach (var (path, choice) in choices.OrderByDescending(pair => pair.Path.Score + pair.Choice.LogProbability))
        {
            if (next.Count == Request.Beams) break;
            if (Tokens.Ends(choice.Token) || Stops(path, choice)) finished.Add(path.With(choice, null));
            else next.Add((path, choice));
        }

        // The usual end of a search by mean: an open text could still gain on the finished ones, but seldom does.
        var open = next.Count == 0 ? double.NegativeInfinity : next.Max(pair => (pair.Parent.Score + pair.Choice.LogProbability) / Written);
        var isCut = Written >= Longest;
        if (isCut && finished.Count == 0) finished.AddRange(next.Select(pair => pair.Parent.With(pair.Choice, null)));
        if (isCut || next.Count == 0 || (finished.Count >= Request.Beams && finished.Max(path => path.Mean) >= open))
        {
            End(isCut);
            return;
        }

        Spread(next, cache);
    }

    /// <summary>Each text that goes on gets a lane: its parent's for the first child, a copy for the others.</summary>
    private void Spread(List<(Path Parent, Choice Choice)> next, KvCache cache)
    {
        var children = next.ToLookup(pair => pair.Parent, pair => pair.Choice);
        var grown = new Dictionary<Lane, Path>();
        foreach (var (lane, path) in beams!.Where(beam => !children.Contains(beam.Value)).ToList())
        {
            cache.Release(lane.Sequence, keep: false);
            Lanes.Remove(lane);
            path.Grammar?.Dispose();
        }

        foreach (var (lane, path) in beams!.Where(beam => children.Contains(beam.Value)))
        {
            lane.Sequence.Limit = LineLimit;
            var written = lane.Tokens.ToList();
            var mine = lane;
            foreach (var choice in children[path])
            {
                if (mine is null) Lanes.Add(mine = new Lane(this, cache.Fork(lane.Sequence), [.. written]));
                mine.Tokens.Add(choice.Token);
                var sampler = path.Grammar?.Clone();
                sampler?.Accept(choice.Token);
                grown[mine] = path.With(choice, sampler);
                mine = null;
            }

            path.Grammar?.Dispose();
        }

        beams = grown;
    }

    private List<Choice> Choices(Path path, ReadOnlySpan<float> logits)
    {
        var normalizer = ModelTokens.Normalizer(logits);
        var wanted = Request.Beams * 2;
        var found = new List<Choice>(wanted);
        foreach (var look in path.Grammar is null ? [wanted] : new[] { FirstLook, logits.Length })
        {
            found.Clear();
            foreach (var token in ModelTokens.Best(logits, look))
            {
                if (found.Count == wanted) break;
                if (path.Grammar?.Allows(token) == false) continue;
                found.Add(new Choice(token, logits[token] - normalizer, Request.LogProbabilities is { } alternatives ? Tokens.Report(token, logits, alternatives) : null));
            }

            if (found.Count >= Request.Beams) break;
        }

        return found;
    }

    private bool Stops(Path path, Choice choice)
    {
        if (Request.Stops.Count == 0) return false;
        var text = new TokenText(Request.Stops);
        foreach (var token in path.Tokens().Append(choice.Token)) text.Add(Tokens.Bytes(token).Span);
        return text.IsStopped;
    }

    private void End(bool isCut)
    {
        var best = finished.MaxBy(path => path.Mean)!;
        var text = new TokenText(Request.Stops);
        var written = "";
        Written = best.Length;
        foreach (var token in best.Tokens()) written += Tokens.Ends(token) ? "" : text.Add(Tokens.Bytes(token).Span);
        foreach (var report in best.Reports().Where(report => !Tokens.Ends(report.Id))) Send("", report);
        Finish(written + text.Finish(), isCut && !text.IsStopped && !Tokens.Ends(best.Token));
    }

    private readonly record struct Choice(int Token, float LogProbability, TokenLogProbability? Report);

    /// <summary>A text, its last token first.</summary>
    private sealed class Path(Path? parent, int token, double score, TokenLogProbability? report, LlamaSampler? grammar, int length)
    {
        internal int Token => token;

        private Path? Before => parent;

        private TokenLogProbability? Report => report;

        internal double Score => score;

        internal LlamaSampler? Grammar => grammar;

        internal int Length => length;

        internal double Mean => score / length;

        internal Path With(Choice choice, LlamaSampler? sampler) => new(this, choice.Token, score + choice.LogProbability, choice.Report, sampler, length + 1);

        internal IEnumerable<int> Tokens() => Back().Reverse().Select(path => path.Token);

        internal IEnumerable<TokenLogProbability> Reports() => Back().Reverse().Select(path => path.Report).OfType<TokenLogProbability>();

        private IEnumerable<Path> Back()
        {
            for (var path = this; path.Before is not null; path = path.Before) yield return path;
        }
    }
}
