using System.Numerics.Tensors;
using Assistant.Native.LlamaCpp;

namespace Assistant.Inference.Llm.Knn;

/// <summary>
/// A language model whose next-token probabilities are interpolated with those of a datastore made from texts: p = λ p_kNN + (1 − λ) p_LM.
/// Keys are the last layer's normed states, which one context gives beside its logits. An experiment: it scores texts and writes greedily, and
/// no request is served by it. Not thread-safe.
/// </summary>
public sealed class KnnLanguageModel : IDisposable
{
    private readonly LlamaContext context;
    private readonly LlamaBatch batch;
    private readonly int window;

    /// <summary>Makes a context of its own for a model, which stays the caller's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="window">Tokens that are read at once, 2 to the model's trained context.</param>
    /// <param name="threads">Threads that compute.</param>
    public KnnLanguageModel(LlamaModel model, int window = 256, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        this.window = Math.Min(window, model.TrainedContext);
        batch = new LlamaBatch(this.window);
        context = LlamaContext.Create(model, new LlamaContextSettings
        {
            ContextTokens = this.window, BatchTokens = this.window, Threads = threads, BatchThreads = threads, Embeddings = true, Pooling = LlamaPooling.None,
        });
        Datastore = new KnnDatastore(model.EmbeddingSize);
    }

    /// <summary>What was read so far.</summary>
    public KnnDatastore Datastore { get; }

    /// <summary>Reads a text into the datastore: a key before each token but the first of each window.</summary>
    public void Read(string text, CancellationToken cancellationToken = default)
    {
        foreach (var tokens in Windows(text))
        {
            Compute(tokens, cancellationToken);
            for (var i = 0; i + 1 < tokens.Length; i++)
                Datastore.Add(context.Embedding(i), tokens[i + 1]);
        }
    }

    /// <summary>Scores each token of a text but the first of each window.</summary>
    /// <param name="text">The text.</param>
    /// <param name="k">Neighbours that are looked for.</param>
    /// <param name="cancellationToken">Cancels between windows.</param>
    public IReadOnlyList<KnnStep> Score(string text, int k, CancellationToken cancellationToken = default)
    {
        var steps = new List<KnnStep>();
        foreach (var tokens in Windows(text))
        {
            Compute(tokens, cancellationToken);
            for (var i = 0; i + 1 < tokens.Length; i++)
                steps.Add(new KnnStep(tokens[i + 1], Math.Exp(LogProbability(context.Logits(i), tokens[i + 1])), Datastore.Nearest(context.Embedding(i), k)));
        }

        return steps;
    }

    /// <summary>Writes on, the likeliest token each time, up to the end of the text or of the window.</summary>
    /// <param name="prompt">The text so far; its end is what fits.</param>
    /// <param name="count">At most this many tokens.</param>
    /// <param name="lambda">λ, 0 to 1; 0 is the model alone.</param>
    /// <param name="k">Neighbours.</param>
    /// <param name="temperature">Of the neighbours, greater than 0.</param>
    /// <param name="cancellationToken">Cancels between tokens.</param>
    /// <returns>The tokens that were written.</returns>
    public IReadOnlyList<int> Continue(string prompt, int count, double lambda, int k, double temperature, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lambda, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lambda, 1);
        var vocabulary = context.Model.Vocabulary;
        var tokens = vocabulary.Tokenize(prompt, addSpecial: true, parseSpecial: false);
        if (tokens.Length >= window) tokens = tokens[^(window / 2)..];
        Compute(tokens, cancellationToken);
        var (at, last) = (tokens.Length, tokens.Length - 1);
        var written = new List<int>();
        while (written.Count < count && at < window)
        {
            var next = Best(context.Logits(last), KnnDatastore.Distribution(Datastore.Nearest(context.Embedding(last), k), temperature), lambda);
            if (vocabulary.IsEndOfGeneration(next)) break;
            written.Add(next);
            batch.Clear();
            last = batch.Add(next, at++, 0, output: true);
            Decode(cancellationToken);
        }

        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private static int Best(ReadOnlySpan<float> logits, IReadOnlyDictionary<int, double> neighbours, double lambda)
    {
        var likeliest = TensorPrimitives.IndexOfMax(logits);
        var best = (Token: likeliest, Probability: Interpolated(logits, likeliest));
        // A token that no neighbour names is at most as likely as the model's best one.
        foreach (var token in neighbours.Keys.Order())
        {
            if (Interpolated(logits, token) is var probability && probability > best.Probability) best = (token, probability);
        }

        return best.Token;

        double Interpolated(ReadOnlySpan<float> row, int token) => (lambda * neighbours.GetValueOrDefault(token)) + ((1 - lambda) * Math.Exp(LogProbability(row, token)));
    }

    private static double LogProbability(ReadOnlySpan<float> logits, int token)
    {
        var largest = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (var logit in logits) sum += Math.Exp(logit - largest);
        return logits[token] - largest - Math.Log(sum);
    }

    private IEnumerable<int[]> Windows(string text)
    {
        var tokens = context.Model.Vocabulary.Tokenize(text, addSpecial: true, parseSpecial: false);
        return tokens.Chunk(window).Where(part => part.Length > 1);
    }

    private void Compute(int[] tokens, CancellationToken cancellationToken)
    {
        context.Clear();
        batch.Clear();
        for (var i = 0; i < tokens.Length; i++) batch.Add(tokens[i], i, 0, output: true);
        Decode(cancellationToken);
    }

    private void Decode(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (context.Decode(batch, cancellationToken))
        {
            case LlamaDecodeResult.Done:
                return;
            case LlamaDecodeResult.Cancelled:
                throw new OperationCanceledException(cancellationToken);
            default:
                throw new LlamaException($"There is no room for {batch.Count} tokens in a context of {window}.");
        }
    }
}
