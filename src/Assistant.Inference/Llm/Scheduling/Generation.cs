using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Assistant.Core.Chat;
using Assistant.Inference.Llm.Memory;

namespace Assistant.Inference.Llm.Scheduling;

/// <summary>A request with its state. Everything but <see cref="Cancel"/> happens on the engine's thread once it runs.</summary>
internal abstract class Generation : IDisposable
{
    // Text is handed on no more often than this: each time wakes its reader, on a core that may be computing the next token.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);
    private readonly Channel<LlmPiece> output = Channel.CreateUnbounded<LlmPiece>(new() { SingleReader = true, SingleWriter = true });
    private readonly List<TokenLogProbability> unsent = [];
    private readonly StringBuilder unsentText = new();
    private readonly long created = Stopwatch.GetTimestamp();
    private long admitted, first, sent;
    private volatile bool isCancelled;

    private protected Generation(LlmRequest request, ModelTokens tokens, int window) => (Request, Tokens, Window, AdapterKey) = (request, tokens, window, KeyOf(request.Adapters));

    internal LlmRequest Request { get; }

    /// <summary>Lines that it has under way.</summary>
    internal List<Lane> Lanes { get; } = [];

    /// <summary>What it writes; ends with a piece that has an end, or with an exception.</summary>
    internal ChannelReader<LlmPiece> Output => output.Reader;

    /// <summary>Names its adapters; equal for equal ones.</summary>
    internal string AdapterKey { get; }

    internal bool IsCancelled => isCancelled;

    internal bool IsOver { get; private set; }

    internal int CachedTokens { get; set; }

    internal int DraftedTokens { get; private protected set; }

    internal int AcceptedTokens { get; private protected set; }

    internal int Written { get; private protected set; }

    internal TimeSpan Age => Stopwatch.GetElapsedTime(created);

    /// <summary>Tokens that one of its lines may have.</summary>
    internal int LineLimit => Math.Min(Window, Request.Prompt.Length + Request.MaxTokens);

    /// <summary>Tokens that all of its lines may have, which share their prompt.</summary>
    internal int Limit => Request.Prompt.Length + (Slots * (LineLimit - Request.Prompt.Length));

    /// <summary>Tokens that a text may have at once.</summary>
    private protected int Window { get; }

    private protected ModelTokens Tokens { get; }

    /// <summary>Lines that it has at most at once.</summary>
    internal int Slots => Request.Beams;

    /// <summary>Gives up; the engine lets go of it before its next step.</summary>
    internal void Cancel() => isCancelled = true;

    /// <summary>Begins to run.</summary>
    internal void Start(KvSequence sequence)
    {
        admitted = Stopwatch.GetTimestamp();
        CachedTokens = sequence.Tokens.Count;
        Lanes.Add(new Lane(this, sequence, [.. Request.Prompt]));
    }

    /// <summary>Goes on with the output of a lane, after whose last token the model was computed.</summary>
    internal abstract void Advance(Lane lane, ILlmContext context, KvCache cache);

    /// <summary>Ends with a failure.</summary>
    internal void Fail(Exception reason)
    {
        IsOver = true;
        if (unsentText.Length > 0) output.Writer.TryWrite(Unsent(end: null));
        output.Writer.TryComplete(reason);
    }

    /// <summary>Lets go of memory; finished text is kept as a prefix for later prompts.</summary>
    internal void Release(KvCache cache)
    {
        IsOver = true;
        output.Writer.TryComplete();
        foreach (var lane in Lanes) cache.Release(lane.Sequence, keep: Request.Beams == 1);
        Lanes.Clear();
        Dispose();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees samplers.</summary>
    private protected abstract void Dispose(bool disposing);

    /// <summary>Hands on what was written: the first at once, then what a few milliseconds brought together.</summary>
    private protected void Send(string text, TokenLogProbability? token)
    {
        if (token is not null) unsent.Add(token);
        unsentText.Append(text);
        if (unsentText.Length == 0 || Stopwatch.GetElapsedTime(sent) < Pace) return;
        sent = Stopwatch.GetTimestamp();
        output.Writer.TryWrite(Unsent(end: null));
    }

    /// <summary>Notes that a token was chosen.</summary>
    private protected void Count()
    {
        Written++;
        if (first == 0) first = Stopwatch.GetTimestamp();
    }

    private protected void Finish(string text, bool isCut)
    {
        IsOver = true;
        var end = new LlmEnd(isCut, Request.Prompt.Length, CachedTokens, Written, DraftedTokens, AcceptedTokens,
            Stopwatch.GetElapsedTime(created, admitted).TotalMilliseconds, Stopwatch.GetElapsedTime(admitted, first).TotalMilliseconds, Stopwatch.GetElapsedTime(first).TotalMilliseconds);
        unsentText.Append(text);
        output.Writer.TryWrite(Unsent(end));
        output.Writer.TryComplete();
    }

    private LlmPiece Unsent(LlmEnd? end)
    {
        var piece = new LlmPiece(unsentText.ToString(), [.. unsent], end);
        unsentText.Clear();
        unsent.Clear();
        return piece;
    }

    private static string KeyOf(IReadOnlyDictionary<string, float> adapters) =>
        string.Join('\n', adapters.Where(adapter => adapter.Value != 0).OrderBy(adapter => adapter.Key, StringComparer.Ordinal).Select(adapter => FormattableString.Invariant($"{adapter.Key}={adapter.Value:R}")));
}
