using System.Diagnostics;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.LlamaCpp;

[Collection(TinyModelCollection.Name)]
public sealed class LlamaContextTests(TinyModel tiny)
{
    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % 1_000)];

    [RequiresLlamaFact]
    public void A_model_says_what_it_is()
    {
        var file = GgufFile.Read(tiny.Path);

        Assert.Equal((3, 256, 512), (tiny.Model.Layers, tiny.Model.EmbeddingSize, tiny.Model.TrainedContext));
        Assert.Equal((file.Parameters, file.TensorBytes), (tiny.Model.Parameters, tiny.Model.TensorBytes));
        Assert.Equal(file.Metadata["tokenizer.chat_template"], tiny.Model.ChatTemplate);
        Assert.Equal("llama", tiny.Model.Metadata["general.architecture"]);
        Assert.Equal("256", tiny.Model.Metadata["llama.embedding_length"]);
        Assert.Null(tiny.Model.Template("no such"));
    }

    [RequiresLlamaFact]
    public void The_best_tokens_are_the_same_every_time()
    {
        using var sampler = LlamaSampler.Create(tiny.Model, new LlamaSamplerSettings());
        using var first = tiny.Context();
        using var second = tiny.Context();

        var written = TinyModel.Write(first, sampler, Prompt, 60);
        Assert.Equal(written, TinyModel.Write(second, sampler, Prompt, 60));
        Assert.True(written.Distinct().Count() > 5);
    }

    [RequiresLlamaFact]
    public void A_copied_sequence_goes_on_as_if_it_had_been_computed()
    {
        using var context = tiny.Context();
        TinyModel.Feed(context, Prompt);
        context.Copy(0, 2, 0, 30);
        Assert.Equal((0, 29), (context.FirstPosition(2), context.LastPosition(2)));
        var copied = TinyModel.Feed(context, [5, 6, 7], sequence: 2, start: 30);

        using var fresh = tiny.Context();
        TinyModel.Feed(fresh, Prompt.AsSpan(0, 30));
        Near(TinyModel.Feed(fresh, [5, 6, 7], start: 30), copied);
    }

    [RequiresLlamaFact]
    public void A_sequence_that_is_cut_back_goes_on_from_there()
    {
        using var context = tiny.Context();
        TinyModel.Feed(context, Prompt);
        Assert.True(context.Remove(0, 20));
        Assert.Equal(19, context.LastPosition(0));
        var cut = TinyModel.Feed(context, [1, 2, 3], start: 20);

        using var fresh = tiny.Context();
        Near(TinyModel.Feed(fresh, [.. Prompt[..20], 1, 2, 3]), cut);
        context.Clear();
        Assert.Equal(-1, context.LastPosition(0));
    }

    [RequiresLlamaFact]
    public void Moving_a_range_back_keeps_what_it_says_about_the_next_token()
    {
        // With positions relative to each other the logits do not depend on where the text stands.
        using var context = tiny.Context();
        Assert.True(context.CanShift);
        TinyModel.Feed(context, Prompt, start: 10);
        context.Shift(0, 0, -1, -10);
        Assert.Equal((0, 39), (context.FirstPosition(0), context.LastPosition(0)));
        var moved = TinyModel.Feed(context, [9], start: 40);

        using var fresh = tiny.Context();
        Near(TinyModel.Feed(fresh, [.. Prompt, 9]), moved, 0.02f);
    }

    [RequiresLlamaFact]
    public void Sequences_in_one_batch_do_not_disturb_each_other()
    {
        int[][] prompts = [Prompt, [.. Prompt.Reverse()], [.. Prompt[..25]]];
        using var context = tiny.Context();
        var batch = new LlamaBatch(256);
        var ends = new int[prompts.Length];
        for (var sequence = 0; sequence < prompts.Length; sequence++)
            for (var i = 0; i < prompts[sequence].Length; i++) ends[sequence] = batch.Add(prompts[sequence][i], i, sequence, output: i == prompts[sequence].Length - 1);
        Assert.Equal((3, 105), (batch.OutputCount, batch.Count));
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(batch));

        for (var sequence = 0; sequence < prompts.Length; sequence++)
        {
            using var alone = tiny.Context();
            Near(TinyModel.Feed(alone, prompts[sequence]), context.Logits(ends[sequence]));
        }
    }

    [RequiresLlamaFact]
    public void A_saved_sequence_gives_the_same_logits_when_it_is_restored()
    {
        using var context = tiny.Context();
        TinyModel.Feed(context, Prompt);
        var state = context.SaveSequence(0)!;
        var expected = TinyModel.Feed(context, [11], start: 40);

        using var other = tiny.Context();
        other.RestoreSequence(3, state);
        Assert.Equal(39, other.LastPosition(3));
        Assert.Equal(expected, TinyModel.Feed(other, [11], sequence: 3, start: 40));
        Assert.Throws<LlamaException>(() => other.RestoreSequence(0, state.AsSpan(0, state.Length / 2)));
        Assert.Throws<LlamaException>(() => other.RestoreSequence(0, []));
        // It still works.
        other.Remove(3, 40);
        Assert.Equal(expected, TinyModel.Feed(other, [11], sequence: 3, start: 40));
    }

    [RequiresLlamaFact]
    public void A_sequence_with_cells_of_its_own_is_copied_and_both_go_on_as_they_like()
    {
        using var context = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 1024, BatchTokens = 256, Sequences = 4, UnifiedCache = false, Threads = 1, BatchThreads = 1 });
        Assert.Equal(256, context.SequenceTokens);
        TinyModel.Feed(context, Prompt);
        context.CopyCells(0, 2);
        context.Remove(0, 10);
        TinyModel.Feed(context, [5, 6, 7], start: 10);

        using var other = tiny.Context();
        TinyModel.Feed(other, Prompt);
        Assert.Equal(39, context.LastPosition(2));
        Near(TinyModel.Feed(other, [11], start: 40), TinyModel.Feed(context, [11], sequence: 2, start: 40));
    }

    [RequiresLlamaFact]
    public void The_number_of_threads_changes_between_steps_and_not_what_is_computed()
    {
        using var one = tiny.Context();
        var expected = TinyModel.Feed(one, Prompt).ToArray();
        one.Dispose();

        using var context = tiny.Context();
        foreach (var (generation, several) in new[] { (2, 3), (1, 1), (3, 2), (2, 2), (1, 4) })
        {
            context.SetThreads(generation, several);
            context.Clear();
            Assert.Equal(expected, TinyModel.Feed(context, Prompt));
            Assert.Equal((generation, several), (context.Threads, context.BatchThreads));
        }
    }

    [RequiresLlamaFact]
    public void A_full_cache_and_wrong_batches_are_told_and_leave_the_context_usable()
    {
        using var context = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 256, BatchTokens = 256, Sequences = 2, BatchThreads = 1 });
        TinyModel.Feed(context, Enumerable.Range(0, 250).ToArray());
        var batch = new LlamaBatch(256);
        for (var i = 0; i < 20; i++) batch.Add(1, i, 1, output: i == 19);
        Assert.Equal(LlamaDecodeResult.NoRoom, context.Decode(batch));
        Assert.Equal((249, -1), (context.LastPosition(0), context.LastPosition(1)));

        var wrong = new LlamaBatch(4);
        wrong.Add(1, 100, 0, output: true);
        Assert.Throws<LlamaException>(() => context.Decode(wrong));
        wrong.Clear();
        wrong.Add(tiny.Model.Vocabulary.Count, 250, 0, output: true);
        Assert.Throws<LlamaException>(() => context.Decode(wrong));
        wrong.Clear();
        wrong.Add(1, 0, 7, output: true);
        Assert.Throws<ArgumentException>(() => context.Decode(wrong));
        wrong.Clear();
        Assert.Throws<ArgumentException>(() => context.Decode(wrong));
        Assert.Throws<ArgumentException>(() => context.Decode(Filled(257)));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Remove(2));

        context.Remove(0);
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.Logits(3).Length);
    }

    [RequiresLlamaFact]
    public void A_long_decode_ends_soon_after_its_token_is_cancelled()
    {
        var path = Path.Combine(tiny.Folder, "slow.gguf");
        RandomModel.Write(path, new RandomModelShape("slow", 1_024, 4, 2_048, 8, 8, 1_024), LlamaFileType.Q8_0);
        using var model = LlamaModel.Load(LlamaLibrary.Open(), path);
        using var context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 1_024, BatchTokens = 1_024, MicroBatchTokens = 256, BatchThreads = 1 });
        var batch = Filled(1_024);
        var whole = Stopwatch.StartNew();
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(batch));
        var wholeTime = whole.Elapsed;

        // The quickest of five: a busy machine delays some of them.
        var delay = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            context.Clear();
            using var source = new CancellationTokenSource(wholeTime / 4);
            long cancelledAt = 0;
            using var stamp = source.Token.UnsafeRegister(_ => cancelledAt = Stopwatch.GetTimestamp(), null);
            if (context.Decode(batch, source.Token) == LlamaDecodeResult.Cancelled && Stopwatch.GetElapsedTime(cancelledAt) is var after && after < delay) delay = after;
        }

        // One operation of one layer at most, not the rest of the batch.
        Assert.True(delay < wholeTime / 3, $"{delay.TotalMilliseconds:0} ms of {wholeTime.TotalMilliseconds:0} ms");
        Assert.Equal(LlamaDecodeResult.Cancelled, context.Decode(batch, new CancellationToken(canceled: true)));
        context.Clear();
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(Filled(10)));
    }

    [RequiresLlamaFact]
    public void Compressed_caches_change_the_logits_a_little()
    {
        using var exact = tiny.Context();
        using var compressed = LlamaContext.Create(tiny.Model, new LlamaContextSettings
        {
            ContextTokens = 512, BatchTokens = 256, BatchThreads = 1, KeyType = LlamaCacheType.Q8, ValueType = LlamaCacheType.Q8, FlashAttention = true,
        });
        var (expected, found) = (TinyModel.Feed(exact, Prompt), TinyModel.Feed(compressed, Prompt));

        Assert.NotEqual(expected, found);
        Near(expected, found, 0.1f);
        Assert.True(compressed.SaveSequence(0)!.Length < exact.SaveSequence(0)!.Length * 0.6);
    }

    [RequiresLlamaFact]
    public void Stretched_positions_change_what_comes_next()
    {
        using var plain = tiny.Context();
        using var stretched = LlamaContext.Create(tiny.Model, new LlamaContextSettings
        {
            ContextTokens = 1_024, BatchTokens = 256, BatchThreads = 1, RopeScaling = LlamaRopeScaling.Linear, RopeFrequencyScale = 0.5f,
        });

        var (first, second) = (TinyModel.Feed(plain, Prompt), TinyModel.Feed(stretched, Prompt));
        Assert.Contains(first.Zip(second), pair => Math.Abs(pair.First - pair.Second) > 0.05);
    }

    [RequiresLlamaFact]
    public void Embeddings_of_sequences_are_the_mean_of_their_tokens()
    {
        using var pooled = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 512, Sequences = 2, BatchThreads = 1, Embeddings = true, Pooling = LlamaPooling.Mean });
        using var tokens = LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 512, Sequences = 2, BatchThreads = 1, Embeddings = true, Pooling = LlamaPooling.None });
        var batch = new LlamaBatch(Prompt.Length);
        for (var i = 0; i < Prompt.Length; i++) batch.Add(Prompt[i], i, 1, output: true);
        Assert.Equal(LlamaDecodeResult.Done, pooled.Decode(batch));
        Assert.Equal(LlamaDecodeResult.Done, tokens.Decode(batch));

        var mean = new float[256];
        for (var i = 0; i < Prompt.Length; i++)
            for (var j = 0; j < mean.Length; j++) mean[j] += tokens.Embedding(i)[j] / Prompt.Length;
        Near(mean, pooled.SequenceEmbedding(1), 0.01f);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.SequenceEmbedding(1).Length);
    }

    [RequiresLlamaFact]
    public void Settings_that_cannot_be_are_refused_with_the_reason()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LlamaContext.Create(tiny.Model, new LlamaContextSettings { Sequences = 100_000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LlamaContext.Create(tiny.Model, new LlamaContextSettings { Threads = 0 }));
        var refused = Assert.Throws<LlamaException>(() => LlamaContext.Create(tiny.Model, new LlamaContextSettings { ContextTokens = 2_000_000_000, UnifiedCache = true }));
        // 3 layers of 2 heads of 64 keys and values, of 2 bytes each: 1,536 bytes a token.
        Assert.Contains("a context of 2000000000 tokens takes 2929687 MB", refused.Message, StringComparison.Ordinal);
        Assert.Equal(816, LlamaMemory.CacheBytesPerToken(tiny.Model, LlamaCacheType.Q8, LlamaCacheType.Q8));
    }

    [RequiresLlamaFact]
    public void A_context_outlives_the_disposal_of_its_model()
    {
        var model = LlamaModel.Load(LlamaLibrary.Open(), tiny.Path);
        using var context = LlamaContext.Create(model, new LlamaContextSettings { ContextTokens = 256, BatchThreads = 1 });
        var before = TinyModel.Feed(context, Prompt);
        model.Dispose();
        context.Clear();

        var batch = new LlamaBatch(Prompt.Length);
        for (var i = 0; i < Prompt.Length; i++) batch.Add(Prompt[i], i, 0, output: i == Prompt.Length - 1);
        Assert.Equal(LlamaDecodeResult.Done, context.Decode(batch));
        Assert.Equal(before, context.Logits(-1).ToArray());
    }

    [RequiresLlamaFact]
    public void Metadata_can_be_overridden_at_load()
    {
        using var model = LlamaModel.Load(LlamaLibrary.Open(), tiny.Path, new LlamaModelSettings
        {
            Overrides = new Dictionary<string, object> { ["llama.context_length"] = 4_096L, ["general.name"] = "renamed", ["tokenizer.ggml.add_bos_token"] = false },
        });

        Assert.Equal(4_096, model.TrainedContext);
        Assert.False(model.Vocabulary.AddsBos);
        var refused = Assert.Throws<ArgumentException>(() => LlamaModel.Load(LlamaLibrary.Open(), tiny.Path, new LlamaModelSettings { Overrides = new Dictionary<string, object> { ["a"] = new string('x', 200) } }));
        Assert.Contains("200", refused.Message, StringComparison.Ordinal);
    }

    private static LlamaBatch Filled(int count)
    {
        var batch = new LlamaBatch(count);
        for (var i = 0; i < count; i++) batch.Add(i % 1_000, i, 0, output: i == count - 1);
        return batch;
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, float tolerance = 0.005f)
    {
        Assert.Equal(expected.Length, found.Length);
        var most = 0f;
        for (var i = 0; i < expected.Length; i++) most = Math.Max(most, Math.Abs(expected[i] - found[i]));
        Assert.True(most <= tolerance, $"differs by {most}");
    }
}
