using System.Numerics;

namespace Assistant.Native.LlamaCpp;

/// <summary>
/// Chooses tokens for one sequence: it remembers what was chosen, for penalties and the grammar. The cheap part runs first and the
/// grammar only looks at its choice; when it forbids that, all tokens are filtered and the choice is made again. One thread at a time.
/// </summary>
public sealed unsafe class LlamaSampler : IDisposable
{
    private readonly LlamaModelHandle model;
    private readonly LlamaVocabulary vocabulary;
    private readonly LlamaSamplerHandle? chain;
    private readonly LlamaSamplerHandle? grammar;
    private readonly NativeTokenData[] candidates;

    private LlamaSampler(LlamaModelHandle model, LlamaVocabulary vocabulary, LlamaSamplerHandle? chain, LlamaSamplerHandle? grammar)
    {
        (this.model, this.vocabulary, this.chain, this.grammar) = (model, vocabulary, chain, grammar);
        candidates = chain is null && grammar is null ? [] : new NativeTokenData[vocabulary.Count];
    }

    /// <summary>Makes a sampler.</summary>
    /// <exception cref="ArgumentException">A setting is out of range, or the grammar does not parse; the message says where.</exception>
    public static LlamaSampler Create(LlamaModel model, LlamaSamplerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        var chain = settings.IsArgMax ? null : LlamaSamplerChain.Make(model, settings);
        return new LlamaSampler(model.Handle, model.Vocabulary, chain, settings.Grammar is { } text ? Grammar(model, text, settings.GrammarRoot) : null);
    }

    /// <summary>Chooses the token that follows an output of the last batch, and remembers it.</summary>
    /// <param name="context">Context of the same model.</param>
    /// <param name="index">Place in the batch; -1 for the last output.</param>
    public int Sample(LlamaContext context, int index)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Sample(context.Logits(index));
    }

    /// <summary>Chooses the token for given logits, and remembers it.</summary>
    /// <param name="logits">[vocabulary]</param>
    public int Sample(ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, vocabulary.Count, nameof(logits));
        var token = chain is null ? ArgMax(logits) : Choose(logits, filtered: false);
        if (grammar is not null && !Allows(token)) token = Choose(logits, filtered: true);
        Remember(token);
        return token;
    }

    /// <summary>Chooses the first of some tokens that the grammar allows, or by the logits when it allows none of them; and remembers it.</summary>
    /// <param name="logits">[vocabulary]</param>
    /// <param name="preferred">Tokens, the best first.</param>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> preferred)
    {
        foreach (var token in preferred)
        {
            if (!Allows(token)) continue;
            Remember(token);
            return token;
        }

        return Sample(logits);
    }

    /// <summary>Whether the grammar allows a token next; true without a grammar.</summary>
    public bool Allows(int token)
    {
        if (grammar is null) return true;
        var single = new NativeTokenData { Id = vocabulary.Check(token), Logit = 1 };
        var array = new NativeTokenDataArray { Data = &single, Count = 1, Selected = -1 };
        LlamaNative.llama_sampler_apply(grammar, &array);
        return !float.IsNegativeInfinity(single.Logit);
    }

    /// <summary>Remembers a token that was chosen elsewhere.</summary>
    /// <exception cref="ArgumentException">The grammar does not allow it.</exception>
    public void Accept(int token)
    {
        // The engine would end the process.
        if (!Allows(token)) throw new ArgumentException($"The grammar does not allow token {token} here.", nameof(token));
        Remember(token);
    }

    /// <summary>Forgets what was chosen and begins the random numbers anew.</summary>
    public void Reset()
    {
        if (chain is not null) LlamaNative.llama_sampler_reset(chain);
        if (grammar is not null) LlamaNative.llama_sampler_reset(grammar);
    }

    /// <summary>Makes a sampler in the same state.</summary>
    public LlamaSampler Clone() => new(model, vocabulary, Clone(chain), Clone(grammar));

    /// <inheritdoc/>
    public void Dispose()
    {
        chain?.Dispose();
        grammar?.Dispose();
    }

    private static LlamaSamplerHandle Grammar(LlamaModel model, string text, string root)
    {
        LlamaLog.CaptureErrors();
        var sampler = LlamaNative.llama_sampler_init_grammar(model.Vocabulary.Pointer, text, root);
        var errors = LlamaLog.TakeErrors();
        return sampler != 0
            ? new LlamaSamplerHandle(sampler, model.Handle)
            : throw new ArgumentException($"The grammar does not parse: {(errors.Length > 0 ? errors : $"is there a rule '{root}'?")}", nameof(text));
    }

    /// <summary>The first of the best, as the engine's greedy sampler takes it.</summary>
    private static int ArgMax(ReadOnlySpan<float> logits)
    {
        var (most, i) = (float.NegativeInfinity, 0);
        var widest = new Vector<float>(most);
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count) widest = Vector.Max(widest, new Vector<float>(logits[i..]));
        for (var lane = 0; lane < Vector<float>.Count; lane++) most = Math.Max(most, widest[lane]);
        for (; i < logits.Length; i++) most = Math.Max(most, logits[i]);
        return Math.Max(0, logits.IndexOf(most));
    }

    private void Remember(int token)
    {
        if (chain is not null) LlamaNative.llama_sampler_accept(chain, token);
        if (grammar is not null) LlamaNative.llama_sampler_accept(grammar, token);
    }

    private int Choose(ReadOnlySpan<float> logits, bool filtered)
    {
        for (var i = 0; i < candidates.Length; i++) candidates[i] = new NativeTokenData { Id = i, Logit = logits[i] };
        fixed (NativeTokenData* data = candidates)
        {
            var array = new NativeTokenDataArray { Data = data, Count = (nuint)candidates.Length, Selected = -1 };
            if (filtered) LlamaNative.llama_sampler_apply(grammar!, &array);
            if (chain is null) return Best(array);
            LlamaNative.llama_sampler_apply(chain, &array);
            return array.Data[array.Selected].Id;
        }
    }

    private static int Best(NativeTokenDataArray array)
    {
        var best = 0;
        for (var i = 1; i < (int)array.Count; i++)
            if (array.Data[i].Logit > array.Data[best].Logit) best = i;
        return array.Data[best].Id;
    }

    private LlamaSamplerHandle? Clone(LlamaSamplerHandle? sampler) =>
        sampler is null ? null : new LlamaSamplerHandle(LlamaNative.llama_sampler_clone(sampler), model);
}
