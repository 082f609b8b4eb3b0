namespace Assistant.Native.LlamaCpp;

/// <summary>Makes the engine's chain of samplers from settings.</summary>
internal static unsafe class LlamaSamplerChain
{
    /// <summary>The seed that asks the engine for a random one.</summary>
    private const uint RandomSeed = 0xFFFFFFFF;

    internal static LlamaSamplerHandle Make(LlamaModel model, LlamaSamplerSettings settings)
    {
        if (!float.IsFinite(settings.Temperature) || settings.Temperature < 0) throw Wrong(nameof(settings.Temperature), settings.Temperature, "0 or more");
        if (settings.TopP is not (>= 0 and <= 1)) throw Wrong(nameof(settings.TopP), settings.TopP, "0 to 1");
        if (settings.MinP is not (>= 0 and <= 1)) throw Wrong(nameof(settings.MinP), settings.MinP, "0 to 1");
        if (settings.TypicalP is not (>= 0 and <= 1)) throw Wrong(nameof(settings.TypicalP), settings.TypicalP, "0 to 1");
        if (settings.RepeatPenalty is not (> 0 and <= 100)) throw Wrong(nameof(settings.RepeatPenalty), settings.RepeatPenalty, "above 0, to 100");
        if (settings.PenaltyWindow is < 0 or > 1 << 20) throw Wrong(nameof(settings.PenaltyWindow), settings.PenaltyWindow, "0 to 1048576");

        var bias = settings.LogitBias is { Count: > 0 } values
            ? values.Select(pair => new NativeLogitBias { Token = model.Vocabulary.Check(pair.Key), Bias = pair.Value }).ToArray()
            : [];
        var chain = LlamaNative.llama_sampler_chain_init(1);
        var handle = new LlamaSamplerHandle(chain, model.Handle);
        if (bias.Length > 0)
        {
            fixed (NativeLogitBias* first = bias)
                LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_logit_bias(model.Vocabulary.Count, bias.Length, first));
        }

        if (settings.HasPenalties)
            LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_penalties(settings.PenaltyWindow, settings.RepeatPenalty, settings.FrequencyPenalty, settings.PresencePenalty));
        if (settings.Temperature == 0)
        {
            LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_greedy());
            return handle;
        }

        if (settings.TopK > 0) LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_top_k(settings.TopK));
        if (settings.TypicalP < 1) LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_typical(settings.TypicalP, 1));
        if (settings.TopP < 1) LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_top_p(settings.TopP, 1));
        if (settings.MinP > 0) LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_min_p(settings.MinP, 1));
        LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_temp(settings.Temperature));
        LlamaNative.llama_sampler_chain_add(chain, LlamaNative.llama_sampler_init_dist(settings.Seed ?? RandomSeed));
        return handle;
    }

    private static ArgumentOutOfRangeException Wrong(string name, float value, string range) => new(name, value, $"{name} must be {range}.");
}
