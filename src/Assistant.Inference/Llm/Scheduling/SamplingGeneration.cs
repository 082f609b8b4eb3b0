using Assistant.Inference.Llm.Memory;
using Assistant.Inference.Llm.Text;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>
/// Writes token by token. Drafts are checked against what the sampler chooses from the model's own logits and only save time: the
/// distribution is that of the model, and with a seed the very same text comes out as without them.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="tokens">The model's.</param>
/// <param name="sampler">Chooses; owned from now on.</param>
/// <param name="window">Tokens that the text may have at once.</param>
/// <param name="sinks">With a window that shifts, the first tokens, which always stay; null ends the text at the window's end.</param>
internal sealed class SamplingGeneration(LlmRequest request, ModelTokens tokens, LlamaSampler sampler, int window, int? sinks) : Generation(request, tokens, window)
{
    // Enough for what a step's schema still asks for once its longest text is closed.
    private const int TokensToClose = 64;
    private readonly TokenText text = new(request.Stops);
    private bool isClosing;

    internal override void Advance(Lane lane, ILlmContext context, KvCache cache)
    {
        var computed = lane.Tokens.Count;
        var row = lane.Row;
        DraftedTokens += lane.Drafts.Count;
        var agreed = 0;
        while (true)
        {
            var logits = context.Logits(row + agreed);
            isClosing |= Request.ClosesJson && Room <= Math.Min(TokensToClose, Request.MaxTokens / 2);
            var token = isClosing ? sampler.Sample(logits, Tokens.Closers) : sampler.Sample(logits);
            lane.Tokens.Add(token);
            Write(token, logits);
            if (IsOver || agreed == lane.Drafts.Count || lane.Drafts[agreed] != token) break;
            agreed++;
        }

        AcceptedTokens += agreed;
        // Drafts behind the first wrong one are forgotten; the last token chosen is not computed yet.
        if (lane.Drafts.Count > agreed) cache.Truncate(lane.Sequence, computed + agreed);
        lane.Drafts.Clear();
        if (!IsOver && sinks is { } kept && lane.Tokens.Count >= Window) Shift(lane, kept, context, cache);
    }

    private protected override void Dispose(bool disposing) => sampler.Dispose();

    /// <summary>Tokens that it may still write.</summary>
    private int Room => Math.Min(Request.MaxTokens, sinks is null ? Window - Request.Prompt.Length : int.MaxValue) - Written;

    private void Write(int token, ReadOnlySpan<float> logits)
    {
        Count();
        if (Tokens.Ends(token))
        {
            Finish(text.Finish(), isCut: isClosing);
            return;
        }

        Send(text.Add(Tokens.Bytes(token).Span), Request.LogProbabilities is { } alternatives ? Tokens.Report(token, logits, alternatives) : null);
        if (text.IsStopped) Finish("", isCut: false);
        else if (Room <= 0) Finish(text.Finish(), isCut: !text.IsStopped);
    }

    /// <summary>Forgets the older half of what is not a sink.</summary>
    private void Shift(Lane lane, int kept, ILlmContext context, KvCache cache)
    {
        var count = (Window - kept) / 2;
        lane.Tokens.RemoveRange(kept, count);
        cache.Cut(lane.Sequence, kept, count, context.CanShift);
    }
}
