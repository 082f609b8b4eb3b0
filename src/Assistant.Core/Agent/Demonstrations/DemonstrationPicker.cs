using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Agent.Demonstrations;

/// <summary>
/// Chooses liked answers whose questions are most like the one that is asked, as examples for the model, the most similar last: Liu et
/// al. 2022, "What makes good in-context examples for GPT-3?", arXiv:2101.06804 (choice by nearest neighbours), and Lu et al. 2022,
/// arXiv:2104.08786 (the order matters). Only what the asker may read. Safe from many threads.
/// </summary>
public sealed partial class DemonstrationPicker(
    ILikedAnswerStore liked, IContentStore store, IEncoderDirectory encoders, IOptions<DemonstrationOptions> options, ILogger<DemonstrationPicker> logger)
{
    private const int MostConsidered = 200;
    private const int CharactersPerToken = 3;

    // Vectors of questions by message, for one encoder; what is no longer listed is forgotten.
    private readonly ConcurrentDictionary<(string Encoder, Guid Message), ReadOnlyMemory<float>> vectors = new();

    /// <summary>Picks examples for a question.</summary>
    /// <returns>The most similar last; empty when they are off, or none is similar enough.</returns>
    public async ValueTask<IReadOnlyList<LikedAnswer>> PickAsync(AnswerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var settings = options.Value;
        if (settings.Count == 0 || (request.User is null && !settings.FromOthers))
            return [];
        var known = await liked.ListAsync(settings.FromOthers ? null : request.User, MostConsidered, cancellationToken).ConfigureAwait(false);
        if (known.Count == 0)
            return [];
        var readable = (await new AgentScope(request, new Findings()).CollectionsAsync(store, cancellationToken).ConfigureAwait(false)).Select(collection => collection.Name).ToHashSet(StringComparer.Ordinal);
        // What was said in this conversation stands in the prompt anyway.
        known = [.. known.Where(answer => answer.ConversationId != request.ConversationId && answer.Collections.All(readable.Contains))];
        var scores = await ScoreAsync(request.Question, known, cancellationToken).ConfigureAwait(false);
        var picked = new List<LikedAnswer>();
        var left = settings.BudgetTokens * CharactersPerToken;
        foreach (var (answer, score) in known.Zip(scores).OrderByDescending(entry => entry.Second))
        {
            if (picked.Count == settings.Count || score < settings.LeastSimilarity)
                break;
            var length = AgentPrompt.Example(answer).Length;
            if (length > left)
                continue;
            left -= length;
            picked.Add(answer);
        }

        picked.Reverse();
        return picked;
    }

    private async ValueTask<IReadOnlyList<double>> ScoreAsync(string question, IReadOnlyList<LikedAnswer> known, CancellationToken cancellationToken)
    {
        if (encoders.ForQueries(EncoderRole.Text) is not { Text: not null } encoder)
            return ByWords(question, known);
        try
        {
            return await ByVectorsAsync(question, known, encoder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Words tell similar questions too; an answer is not to fail for its examples.
            LogFailed(failure, encoder.Id);
            return ByWords(question, known);
        }
    }

    private static IReadOnlyList<double> ByWords(string question, IReadOnlyList<LikedAnswer> known)
    {
        var asked = TermsOf(question);
        return [.. known.Select(answer => Cosine(asked, TermsOf(answer.Question)))];
    }

    private async ValueTask<IReadOnlyList<double>> ByVectorsAsync(string question, IReadOnlyList<LikedAnswer> known, Encoder encoder, CancellationToken cancellationToken)
    {
        var listed = known.Select(answer => (encoder.Id, answer.MessageId)).ToHashSet();
        foreach (var key in vectors.Keys.Where(key => !listed.Contains(key)))
            vectors.TryRemove(key, out _);
        var missing = known.Where(answer => !vectors.ContainsKey((encoder.Id, answer.MessageId))).ToList();
        var made = await encoder.Text!.GenerateAsync([question, .. missing.Select(answer => answer.Question)], EncoderInput.Query, cancellationToken).ConfigureAwait(false);
        // Another question may forget a vector meanwhile; this one keeps what it needs.
        var own = missing.Zip(made.Skip(1)).ToDictionary(entry => entry.First.MessageId, entry => entry.Second.Vector);
        foreach (var (message, vector) in own)
            vectors[(encoder.Id, message)] = vector;
        return [.. known.Select(answer => own.TryGetValue(answer.MessageId, out var vector) || vectors.TryGetValue((encoder.Id, answer.MessageId), out vector)
            ? TensorPrimitives.Dot(made[0].Vector.Span, vector.Span)
            : double.NegativeInfinity)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Liked questions are compared by words: the encoder {Encoder} failed")]
    private partial void LogFailed(Exception failure, string encoder);

    private static HashSet<string> TermsOf(string text) => Term.ListOf(text).Select(term => term.Value).Where(term => !StopWords.Stems.Contains(term)).ToHashSet(StringComparer.Ordinal);

    // The cosine of two sets: shared terms over the geometric mean of their numbers.
    private static double Cosine(HashSet<string> a, HashSet<string> b) => a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / Math.Sqrt((double)a.Count * b.Count);
}
